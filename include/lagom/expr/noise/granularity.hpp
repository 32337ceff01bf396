// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/errors.hpp>
#include <lagom/graph/tensor.hpp>

namespace lagom {

/// What one random number decides about.
enum class drawn_per : unsigned char { element, channel, position, example };

namespace expr {

/// The same noise drawn for `Other`; for one thing only, as a second would take the first one's place without a word.
template <template <drawn_per> class Noise, drawn_per Now, drawn_per Other>
constexpr auto drawn_for(double strength) -> Noise<Other>
{
    if constexpr (Now != drawn_per::element) {
        refuse(noise_is_drawn_for_one_thing_and_this_says_another<Noise<Now>>{});
    }
    return {strength};
}

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
