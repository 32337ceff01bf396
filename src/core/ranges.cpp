// SPDX-License-Identifier: BSL-1.0
#include <lagom/core/ranges.hpp>

#include "core/range_text.hpp"

#include <lagom/core/exceptions.hpp>

namespace lagom {

void number_is_outside_its_range(char const* node, char const* name, double value, double low, double high)
{
    throw argument_error(std::string(node) + ": " + name + " " + misfit_text(value, low, high));
}

} // namespace lagom
