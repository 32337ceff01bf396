// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/graph/tensor.hpp>

namespace lagom {

/// What one random number decides about.
enum class drawn_per : unsigned char { element, channel, position, example };

namespace expr {

/// The loop over the draws for a tensor: one a channel of an example, one a position, or one an example are the same for
/// all else.
constexpr auto draws_of(graphs::loop const& over, drawn_per what) -> graphs::loop
{
    switch (what) {
    case drawn_per::element:
        break;
    case drawn_per::channel:
        return {over.where, graphs::one_an_example, over.cols};
    case drawn_per::position:
        return {graphs::space::per_row, over.rows};
    case drawn_per::example:
        return {graphs::space::per_row, graphs::one_an_example};
    }
    return over;
}

} // namespace expr
} // namespace lagom
