// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "core/number_format.hpp"

#include <string>

/// The few elements of SVG that pictures here are drawn with. `more` is further attributes.
namespace lagom::svg {

inline auto escaped(std::string const& text) -> std::string
{
    std::string out;
    for (char const c : text) {
        out += c == '<'                            ? "&lt;"
            : c == '>'                             ? "&gt;"
            : c == '&'                             ? "&amp;"
            : c == '"'                             ? "&quot;"
            : static_cast<unsigned char>(c) < 0x20 ? " " // XML has no word for most of them
                                                   : std::string(1, c);
    }
    return out;
}

/// ` name="12.5"`
inline auto at(char const* name, double x, int decimals = 1) -> std::string
{
    return std::string(" ") + name + "=\"" + coordinate(x, decimals) + "\"";
}

inline auto line(double x1, double y1, double x2, double y2, std::string const& more) -> std::string
{
    return "<line" + at("x1", x1) + at("x2", x2) + at("y1", y1) + at("y2", y2) + " " + more + "/>\n";
}

inline auto rect(double x, double y, double width, double height, std::string const& more) -> std::string
{
    return "<rect" + at("x", x) + at("y", y, 2) + at("width", width) + at("height", height, 2) + " " + more +
        "/>\n";
}

inline auto text(double x, double y, std::string const& words, std::string const& more = "") -> std::string
{
    return "<text" + at("x", x) + at("y", y) + (more.empty() ? "" : " ") + more + ">" + escaped(words) +
        "</text>\n";
}

inline auto point(double x, double y) -> std::string { return coordinate(x) + "," + coordinate(y) + " "; }

inline auto polyline(std::string const& points, std::string const& more) -> std::string
{
    return "<polyline points=\"" + points + "\" fill=\"none\" " + more + "/>\n";
}

/// The beginning of a picture, on white and with its title; `</svg>` ends it.
inline auto begin(double width, double height, std::string const& title) -> std::string
{
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + coordinate(width, 0) + " " +
        coordinate(height, 0) + "\"" + at("width", width, 0) +
        " font-family=\"sans-serif\" font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" "
        "fill=\"white\"/>\n" +
        text(12, 22, title, "font-size=\"15\" font-weight=\"bold\"");
}

} // namespace lagom::svg
