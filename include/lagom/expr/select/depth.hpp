// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/select/selector.hpp>

namespace lagom {

template <int N>
struct first_t {
    using selector_concept = selector_tag;
    static constexpr auto matches(auto const& g, short p) -> bool
    {
        return g.tensors[p].layer >= 0 && g.tensors[p].layer < N;
    }
};
template <int N>
struct last_t {
    using selector_concept = selector_tag;
    static constexpr auto matches(auto const& g, short p) -> bool
    {
        return g.tensors[p].layer >= g.layers - N;
    }
};

/// The parameters of the N first layers that own a kernel, in lowering order.
template <int N>
    requires(N > 0)
inline constexpr first_t<N> first{};
/// The parameters of the N last layers that own a kernel.
template <int N>
    requires(N > 0)
inline constexpr last_t<N> last{};

} // namespace lagom
