// SPDX-License-Identifier: BSL-1.0
#include "plan_words.hpp"

#include <algorithm>
#include <cstdio>

namespace lagom {
namespace plan {
namespace {

auto escaped(std::string const& text) -> std::string
{
    std::string out;
    for (char const c : text) {
        out += c == '<' ? "&lt;"
            : c == '>'  ? "&gt;"
            : c == '&'  ? "&amp;"
            : c == '"'  ? "&quot;"
                        : std::string(1, c);
    }
    return out;
}

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
    return is == role::moment                      ? "#999999"
        : item.carried                             ? "#56b4e9"
        : p.at(item.tensor).where == space::kernel ? "#e69f00"
                                                   : "#009e73";
}

auto format(char const* pattern, auto... values) -> std::string
{
    char text[512];
    std::snprintf(text, sizeof text, pattern, values...);
    return text;
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

void draw_axes(std::string& svg, picture const& at, long bytes)
{
    for (long b = 0; b <= bytes; b += tick(bytes)) {
        svg += format("<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#dddddd\"/>", at.x(0),
                      at.x(at.segments()), at.y(b), at.y(b)) +
            format("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">", at.x(0) - 6, at.y(b) + 4) +
            byte_text(b) + "</text>\n";
    }
    int const every = at.x(1) - at.x(0) < 20 ? 5 : 1;
    for (int s = 0; s < at.segments(); s += every) {
        svg += format("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%d</text>\n", at.x(s + 0.5),
                      picture::bottom + 16, s);
    }
    svg += format("<text x=\"%.1f\" y=\"%.1f\">segment of the step</text>\n", at.x(0), picture::bottom + 34);
}

/// What is alive in each segment, as a line: its highest point is why the arena is so large.
void draw_alive(std::string& svg, picture const& at, arena_map const& map)
{
    std::string points;
    for (int s = 0; s < at.segments(); ++s) {
        long alive = 0;
        for (auto const& item : map.items) {
            alive += item.born <= s && s <= item.dies ? item.bytes : 0;
        }
        points += format("%.1f,%.1f %.1f,%.1f ", at.x(s), at.y(alive), at.x(s + 1), at.y(alive));
    }
    svg += "<polyline points=\"" + points + "\" fill=\"none\" stroke=\"#d55e00\" stroke-width=\"2\"/>\n";
}

void draw_item(std::string& svg, picture const& at, view const& p, arena_item const& item)
{
    double const x = at.x(item.born), w = at.x(std::min(item.dies + 1, at.segments())) - x,
                 y = at.y(item.at + item.bytes), h = at.y(item.at) - y;
    auto const name = tensor_text(p, item.tensor);
    svg += "<g><title>" + escaped(name) + ": " + with_commas(item.bytes) + " bytes, segments " +
        std::to_string(item.born) + " to " + std::to_string(item.dies) + "</title>" +
        format("<rect x=\"%.1f\" y=\"%.2f\" width=\"%.1f\" height=\"%.2f\" fill=\"%s\"%s/>", x, y, w, h,
               colour(p, item), h < 3 ? "" : " stroke=\"white\" stroke-width=\"0.5\"");
    if (auto const letters = static_cast<std::size_t>(w / 6); h >= 11 && letters >= 4) {
        svg += format("<text x=\"%.1f\" y=\"%.1f\" font-size=\"10\">", x + 3, y + h / 2 + 3.5) +
            escaped(name.size() <= letters ? name : name.substr(0, letters - 2) + "..") + "</text>";
    }
    svg += "</g>\n";
}

void draw_legend(std::string& svg, bool trains)
{
    double x = 12;
    auto const entry = [&](char const* fill, std::string const& text) {
        svg += format("<rect x=\"%.1f\" y=\"36\" width=\"11\" height=\"11\" fill=\"%s\"/>", x, fill) +
            format("<text x=\"%.1f\" y=\"46\">%s</text>\n", x + 16, text.c_str());
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

auto explanation::arena() const -> std::string
{
    auto const& e = facts_;
    auto const map = plan::arena_of(e);
    plan::picture const at(static_cast<int>(e.segments.size()), map.bytes);
    double const width = std::max(at.width(), 720.0);
    auto svg =
        plan::format("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" width=\"%.0f\" "
                     "font-family=\"sans-serif\" font-size=\"12\">\n",
                     width, plan::picture::bottom + 46, width) +
        "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n<text x=\"12\" y=\"22\" font-size=\"15\" "
        "font-weight=\"bold\">The arena: " +
        plan::with_commas(map.bytes) + " bytes with a batch of " + std::to_string(e.batch) + "</text>\n";
    plan::draw_legend(svg, !e.rules.empty());
    plan::draw_axes(svg, at, map.bytes);
    for (auto const& item : map.items) {
        plan::draw_item(svg, at, e.plan, item);
    }
    plan::draw_alive(svg, at, map);
    return svg + "</svg>\n";
}

} // namespace lagom
