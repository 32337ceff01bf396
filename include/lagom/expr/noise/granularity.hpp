// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/graph/tensor.hpp>

namespace lagom {

/// What one random number decides about.
enum class drawn_per : unsigned char { element, channel, position, example };

namespace plan {

/// The loop over the draws for a tensor: one a channel of an example, one a position, or one an example are the same for
/// all else.
constexpr auto draws_of(loop const& over, drawn_per what) -> loop
{
    switch (what) {
    case drawn_per::element:
        break;
    case drawn_per::channel:
        return {over.where, one_an_example, over.cols};
    case drawn_per::position:
        return {space::per_row, over.rows};
    case drawn_per::example:
        return {space::per_row, one_an_example};
    }
    return over;
}

} // namespace plan
} // namespace lagom
