// SPDX-License-Identifier: BSL-1.0
#include "widths.hpp"

TEST_CASE("unfused: gradients of widths about a register's and a panel's lie within their rounding, float")
{
    lagom::check_widths<float>();
}
