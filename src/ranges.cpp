// SPDX-License-Identifier: BSL-1.0
#include <lagom/core/ranges.hpp>

#include <lagom/core/exceptions.hpp>

#include <cstdio>
#include <string>

namespace lagom {

namespace {

auto number(double x) -> std::string
{
    char text[32];
    std::snprintf(text, sizeof text, "%g", x);
    return text;
}

auto range_text(double low, double high) -> std::string
{
    auto const from = low == above_zero ? std::string("(0") : "[" + number(low);
    if (high == unlimited) {
        return low == above_zero ? "above 0" : "at least " + number(low);
    }
    return "in " + from + ", " + (high == below_one ? std::string("1)") : number(high) + "]");
}

} // namespace

void number_is_outside_its_range(char const* node, char const* name, double value, double low, double high)
{
    throw argument_error(std::string(node) + ": " + name + " is " + number(value) + ", but must be " +
                         range_text(low, high));
}

} // namespace lagom
