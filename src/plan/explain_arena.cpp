// SPDX-License-Identifier: BSL-1.0
#include "plan/explain_arena.hpp"

#include "core/svg.hpp"
#include "core/text_table.hpp"
#include "plan/plan_words.hpp"

#include <algorithm>

namespace lagom {
namespace plan {
namespace {

/// Where things stand in the picture: time goes right by segments, memory goes up by bytes.
class picture {
public:
    picture(int segments, long bytes)
        : segments_(std::max(segments, 1)), bytes_(std::max(bytes, 1L)),
          step_(std::clamp(900.0 / segments_, 14.0, 60.0))
    {
    }

    [[nodiscard]] auto x(double segment) const -> double { return left + segment * step_; }
    [[nodiscard]] auto y(long byte) const -> double
    {
        return top + height * (1 - static_cast<double>(byte) / static_cast<double>(bytes_));
    }
    [[nodiscard]] auto width() const -> double { return x(segments_) + 24; }
    [[nodiscard]] auto segments() const -> int { return segments_; }

    static constexpr double left = 92, top = 64, height = 420, bottom = top + height;

private:
    int segments_;
    long bytes_;
    double step_;
};

/// Colours that are told apart by those who do not see all of them (Okabe, Ito 2008).
auto colour(view const& p, arena_item const& item) -> char const*
{
    auto const is = p.at(item.tensor).is;
    return is == role::moment                                   ? "#999999"
        : item.carried                                          ? "#56b4e9"
        : p.at(item.tensor).over.where == graphs::space::kernel ? "#e69f00"
                                                                : "#009e73";
}

/// A round number of bytes, of which four to eight make `bytes`.
auto tick(long bytes) -> long
{
    long unit = 1024;
    while (unit * 6 < bytes) {
        unit *= 2;
    }
    return unit;
}

auto byte_text(long n) -> std::string
{
    return n % (1 << 20) == 0 && n > 0 ? std::to_string(n >> 20) + " MiB" : std::to_string(n >> 10) + " KiB";
}

void draw_axes(std::string& out, picture const& at, long bytes)
{
    for (long b = 0; b <= bytes; b += tick(bytes)) {
        out += svg::line(at.x(0), at.y(b), at.x(at.segments()), at.y(b), "stroke=\"#dddddd\"") +
            svg::text(at.x(0) - 6, at.y(b) + 4, byte_text(b), "text-anchor=\"end\"");
    }
    int const every = at.x(1) - at.x(0) < 20 ? 5 : 1;
    for (int s = 0; s < at.segments(); s += every) {
        out += svg::text(at.x(s + 0.5), picture::bottom + 16, std::to_string(s), "text-anchor=\"middle\"");
    }
    out += svg::text(at.x(0), picture::bottom + 34, "segment of the step");
}

/// What is alive in each segment, as a line: its highest point is why the arena is so large.
void draw_alive(std::string& out, picture const& at, arena_map const& map)
{
    std::string points;
    for (int s = 0; s < at.segments(); ++s) {
        long alive = 0;
        for (auto const& item : map.items) {
            alive += item.born <= s && s <= item.dies ? item.bytes : 0;
        }
        points += svg::point(at.x(s), at.y(alive)) + svg::point(at.x(s + 1), at.y(alive));
    }
    out += svg::polyline(points, "stroke=\"#d55e00\" stroke-width=\"2\"");
}

void draw_item(std::string& out, picture const& at, view const& p, arena_item const& item)
{
    double const x = at.x(item.born), w = at.x(std::min(item.dies + 1, at.segments())) - x,
                 y = at.y(item.at + item.bytes), h = at.y(item.at) - y;
    auto const name = tensor_text(p, item.tensor);
    out += "<g><title>" + svg::escaped(name) + ": " + with_commas(item.bytes) + " bytes, segments " +
        std::to_string(item.born) + " to " + std::to_string(item.dies) + "</title>" +
        svg::rect(x, y, w, h,
                  std::string("fill=\"") + colour(p, item) + "\"" +
                      (h < 3 ? "" : " stroke=\"white\" stroke-width=\"0.5\""));
    if (auto const letters = static_cast<std::size_t>(w / 6); h >= 11 && letters >= 4) {
        out += svg::text(x + 3, y + h / 2 + 3.5,
                         width_of(name) <= letters ? name : cut_to(name, letters - 2) + "..",
                         "font-size=\"10\"");
    }
    out += "</g>\n";
}

void draw_legend(std::string& out, bool trains)
{
    double x = 12;
    auto const entry = [&](char const* fill, std::string const& text) {
        out += svg::rect(x, 36, 11, 11, std::string("fill=\"") + fill + "\"") + svg::text(x + 16, 46, text);
        x += 16 + 6.4 * static_cast<double>(text.size()) + 18;
    };
    entry("#56b4e9", "from outside");
    if (trains) {
        entry("#999999", "the optimizer's, kept");
        entry("#e69f00", "gradients of kernels");
    }
    entry("#009e73", "activations and the rest");
    entry("#d55e00", "alive together (line)");
}

} // namespace
} // namespace plan

auto plan::arena_svg(explained const& e) -> std::string
{
    auto const map = plan::arena_of(e);
    plan::picture const at(static_cast<int>(e.segments.size()), map.bytes);
    auto out = svg::begin(std::max(at.width(), 720.0), plan::picture::bottom + 46,
                          "The arena: " + plan::with_commas(map.bytes) + " bytes with a batch of " +
                              std::to_string(e.batch));
    plan::draw_legend(out, !e.rules.empty());
    plan::draw_axes(out, at, map.bytes);
    for (auto const& item : map.items) {
        plan::draw_item(out, at, e.plan, item);
    }
    plan::draw_alive(out, at, map);
    return out + "</svg>\n";
}

} // namespace lagom
