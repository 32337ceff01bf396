// SPDX-License-Identifier: BSL-1.0
#include "train/history_svg.hpp"

#include "core/range_text.hpp"
#include "core/svg.hpp"
#include "core/text_table.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

namespace lagom::trainers {

namespace {

constexpr double left = 70, right = 560, top = 58, gap = 30;
constexpr double picture_width = 760;
// Colours that are told apart by those who do not see all of them (Okabe, Ito 2008).
constexpr char const* of_training = "#0072b2";
constexpr char const* of_validation = "#d55e00";
constexpr char const* of_penalties[]{"#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#999999"};

/// A number of each epoch.
struct curve {
    std::string name, colour;
    std::vector<double> values;
};

/// Curves with a common scale.
struct panel {
    std::string title;
    double height = 200;
    std::vector<curve> curves;
};

/// 1, 2 or 5 times a power of ten, of which about `count` make `extent`.
auto round_step(double extent, int count) -> double
{
    double const rough = extent / count, power = std::pow(10, std::floor(std::log10(rough)));
    double const m = rough / power;
    return power * (m <= 1 ? 1 : m <= 2 ? 2 : m <= 5 ? 5 : 10);
}

struct tick {
    double value;
    std::string label;
};

/// From values to heights: equal steps, or equal factors where the values span decades.
class scale {
public:
    scale(std::vector<curve> const& curves, double lowest_y, double highest_y) : y0_(lowest_y), y1_(highest_y)
    {
        bool any = false;
        for (auto const& c : curves) {
            for (double const v : c.values) {
                if (std::isfinite(v)) {
                    low_ = any ? std::min(low_, v) : v;
                    high_ = any ? std::max(high_, v) : v;
                    any = true;
                }
            }
        }
        by_factors_ = any && low_ > 0 && high_ / low_ >= 100;
        by_factors_ ? widen_to_decades() : widen_to_steps();
    }

    [[nodiscard]] auto y(double value) const -> double
    {
        // halves, so that the largest numbers have a difference
        double const share = by_factors_
            ? (std::log10(value) - std::log10(low_)) / (std::log10(high_) - std::log10(low_))
            : (value / 2 - low_ / 2) / (high_ / 2 - low_ / 2);
        return y0_ + share * (y1_ - y0_);
    }
    [[nodiscard]] auto ticks() const -> std::vector<tick> const& { return ticks_; }
    [[nodiscard]] auto is_by_factors() const -> bool { return by_factors_; }

private:
    double y0_, y1_, low_ = 0, high_ = 1;
    bool by_factors_ = false;
    std::vector<tick> ticks_;

    void widen_to_decades()
    {
        double const first = std::floor(std::log10(low_)), last = std::ceil(std::log10(high_));
        double const every = std::max(1.0, round_step(last - first, 5));
        for (double power = std::ceil(first / every) * every; power <= last; power += every) {
            if (double const value = std::pow(10, power); std::isfinite(value) && value > 0) {
                ticks_.push_back({value, number_text(value)});
            }
        }
        low_ = std::max(std::pow(10, first), low_ / 2 > 0 ? low_ / 2 : low_);
        high_ = std::min(std::pow(10, last), high_ > 1e307 ? high_ : high_ * 2);
        std::erase_if(ticks_, [&](tick const& t) {
            return t.value < low_ || t.value > high_;
        });
    }
    void widen_to_steps()
    {
        double const extent = high_ / 2 - low_ / 2, size = std::max(std::abs(low_), std::abs(high_));
        if (extent < std::max(size * 1e-9, 1e-290)) { // equal values lie in the middle
            double const around = size < 1e-290 ? 0.5 : size * 0.05;
            low_ -= low_ < -1e300 ? 0 : around;
            high_ += high_ > 1e300 ? 0 : around;
        }
        double const step = 2 * round_step(high_ / 2 - low_ / 2, 5);
        double const first = std::floor(low_ / step), last = std::ceil(high_ / step);
        auto const decimals = static_cast<int>(std::max(0.0, -std::floor(std::log10(step) + 1e-9)));
        bool const is_plain = size < 1e6 && decimals <= 5;
        for (double k = first; k <= last; ++k) {
            if (double const value = k * step; std::isfinite(value)) {
                ticks_.push_back({value, is_plain ? coordinate(value, decimals) : with_digits(value, 4)});
            }
        }
        low_ = std::min(low_, ticks_.front().value);
        high_ = std::max(high_, ticks_.back().value);
    }
};

/// Where an epoch stands, counted from one.
class epoch_axis {
public:
    explicit epoch_axis(std::size_t epochs) : last_(static_cast<double>(std::max<std::size_t>(epochs, 2))) {}

    [[nodiscard]] auto x(double epoch) const -> double
    {
        return left + 8 + (epoch - 1) / (last_ - 1) * (right - left - 16);
    }
    /// Round numbers, and the first.
    [[nodiscard]] auto ticks(std::size_t epochs) const -> std::vector<double>
    {
        double const step = std::max(1.0, round_step(last_, 6));
        std::vector<double> all{1};
        for (double e = step; e <= static_cast<double>(epochs); e += step) {
            if (x(e) - x(1) >= 24) {
                all.push_back(e);
            }
        }
        return all;
    }

private:
    double last_;
};

/// A curve as lines between its gaps. Of many epochs that fall on one spot the lowest and the highest are
/// drawn, so a spike is never thinned away.
class pen {
public:
    pen(std::string colour, double width) : style_("stroke=\"" + colour + "\" stroke-width=\"")
    {
        style_ += coordinate(width) + "\" stroke-linejoin=\"round\"";
        dot_ = "\" r=\"" + coordinate(width + 0.7) + "\" fill=\"" + colour + "\"/>\n";
    }

    void move(double x, double y)
    {
        if (spot_.count > 0 && std::floor(x) != std::floor(spot_.x)) {
            put_spot();
        }
        spot_.low = spot_.count == 0 ? y : std::min(spot_.low, y);
        spot_.high = spot_.count == 0 ? y : std::max(spot_.high, y);
        spot_.x = spot_.count == 0 ? x : spot_.x;
        spot_.last = y;
        ++spot_.count;
    }
    void lift()
    {
        put_spot();
        if (points_ == 1) {
            out_ += "<circle cx=\"" + coordinate(x_) + "\" cy=\"" + coordinate(y_) + dot_;
        } else if (points_ > 1) {
            out_ += svg::polyline(line_, style_);
        }
        line_.clear();
        points_ = 0;
    }
    [[nodiscard]] auto drawn() -> std::string
    {
        lift();
        return out_;
    }

private:
    std::string style_, dot_, line_, out_;
    struct {
        double x = 0, low = 0, high = 0, last = 0;
        long count = 0;
    } spot_;
    double x_ = 0, y_ = 0;
    long points_ = 0;

    void put(double x, double y)
    {
        line_ += svg::point(x, y);
        x_ = x;
        y_ = y;
        ++points_;
    }
    void put_spot()
    {
        if (spot_.count > 2) {
            put(spot_.x, spot_.low);
            put(spot_.x, spot_.high);
        }
        if (spot_.count == 2) {
            put(spot_.x, spot_.last == spot_.low ? spot_.high : spot_.low);
        }
        if (spot_.count > 0) {
            put(spot_.x, spot_.last);
        }
        spot_.count = 0;
    }
};

void draw_panel(std::string& out, panel const& p, epoch_axis const& epochs, double from)
{
    scale const heights(p.curves, from + p.height, from);
    out += svg::text(left, from - 6, p.title + (heights.is_by_factors() ? " (log scale)" : ""),
                     "font-weight=\"bold\"");
    for (auto const& t : heights.ticks()) {
        double const y = heights.y(t.value);
        out += svg::line(left, y, right, y, "stroke=\"#dddddd\"") +
            svg::text(left - 6, y + 4, t.label, "text-anchor=\"end\"");
    }
    double legend = from + 10;
    for (auto const& c : p.curves) {
        pen line(c.colour, p.curves.size() > 2 ? 1.0 : 1.8);
        for (std::size_t i = 0; i < c.values.size(); ++i) {
            if (std::isfinite(c.values[i])) {
                line.move(epochs.x(static_cast<double>(i + 1)), heights.y(c.values[i]));
            } else {
                line.lift();
            }
        }
        out += line.drawn() +
            svg::line(right + 14, legend - 4, right + 34, legend - 4,
                      "stroke=\"" + c.colour + "\" stroke-width=\"2\"") +
            svg::text(right + 40, legend, width_of(c.name) <= 24 ? c.name : cut_to(c.name, 22) + "..");
        legend += 18;
    }
    out += "<rect" + svg::at("x", left) + svg::at("y", from) + svg::at("width", right - left) +
        svg::at("height", p.height) + " fill=\"none\" stroke=\"#888888\"/>\n";
}

/// The curves that have a number somewhere.
auto known(std::vector<curve> all) -> std::vector<curve>
{
    std::erase_if(all, [](curve const& c) {
        return std::all_of(c.values.begin(), c.values.end(), [](double v) {
            return std::isnan(v);
        });
    });
    return all;
}

auto panels_of(history const& h) -> std::vector<panel>
{
    auto const column = [&](char const* name, char const* colour, auto value) {
        curve c{name, colour, {}};
        std::transform(h.begin(), h.end(), std::back_inserter(c.values), value);
        return c;
    };
    std::vector<panel> all;
    all.push_back(
        {"loss", 220,
         known({column("training", of_training, std::mem_fn(&epoch_record::training_loss)),
                column("validation", of_validation, std::mem_fn(&epoch_record::validation_loss))})});
    all.push_back(
        {"accuracy", 150,
         known({column("training", of_training, std::mem_fn(&epoch_record::training_accuracy)),
                column("validation", of_validation, std::mem_fn(&epoch_record::validation_accuracy))})});
    panel penalties{"penalties", 110, {}};
    for (std::size_t i = 0; h.size() > 0 && i < h[0].penalties.size(); ++i) {
        penalties.curves.push_back(
            column(h[0].penalties[i].name.c_str(), of_penalties[std::min<std::size_t>(i, 4)],
                   [i](epoch_record const& r) {
                       return i < r.penalties.size() ? r.penalties[i].value : std::nan("");
                   }));
    }
    all.push_back(std::move(penalties));
    std::erase_if(all, [](panel const& p) {
        return p.curves.empty();
    });
    return all;
}

auto infinite_values(std::vector<panel> const& all) -> long
{
    long count = 0;
    for (auto const& p : all) {
        for (auto const& c : p.curves) {
            count += std::count_if(c.values.begin(), c.values.end(), [](double v) {
                return std::isinf(v);
            });
        }
    }
    return count;
}

/// The epoch whose weights the model has, as a line through all panels.
void draw_mark(std::string& out, double x, double bottom, std::string const& words)
{
    bool const is_left = x < (left + right) / 2;
    out += svg::line(x, top, x, bottom, "stroke=\"#555555\" stroke-dasharray=\"4 3\"") +
        svg::text(is_left ? x + 5 : x - 5, top + 13, words,
                  is_left ? "fill=\"#555555\"" : "fill=\"#555555\" text-anchor=\"end\"");
}

/// The epoch of the lowest validation loss; 0 if there is none.
auto lowest_epoch(history const& h) -> long
{
    long found = 0;
    double lowest = 0;
    for (std::size_t i = 0; i < h.size(); ++i) {
        double const v = h[i].validation_loss;
        if (std::isfinite(v) && (found == 0 || v < lowest)) {
            found = static_cast<long>(i + 1);
            lowest = v;
        }
    }
    return found;
}

} // namespace

auto history_svg(history const& h, long returned) -> std::string
{
    auto const panels = panels_of(h);
    epoch_axis const epochs(h.size());
    double y = top, height = top + 46;
    for (auto const& p : panels) {
        height += p.height + gap;
    }
    auto const infinite = infinite_values(panels);
    auto title = std::to_string(h.size()) + (h.size() == 1 ? " epoch" : " epochs");
    title += infinite == 0 ? ""
        : infinite == 1    ? ", one infinite value left out"
                           : ", " + std::to_string(infinite) + " infinite values left out";
    auto out = svg::begin(picture_width, height, title);
    for (auto const& p : panels) {
        draw_panel(out, p, epochs, y);
        y += p.height + gap;
    }
    y -= gap;
    for (double const e : h.size() > 0 ? epochs.ticks(h.size()) : std::vector<double>()) {
        out += svg::line(epochs.x(e), y, epochs.x(e), y + 4, "stroke=\"#888888\"") +
            svg::text(epochs.x(e), y + 18, coordinate(e, 0), "text-anchor=\"middle\"");
    }
    out += svg::text((left + right) / 2, y + 36, "epoch", "text-anchor=\"middle\"");
    if (auto const mark = returned > 0 ? returned : lowest_epoch(h); mark > 0) {
        draw_mark(out, epochs.x(static_cast<double>(mark)), y,
                  (returned > 0 ? "weights of epoch " : "lowest in epoch ") + std::to_string(mark));
    }
    return out + "</svg>\n";
}

} // namespace lagom::trainers
