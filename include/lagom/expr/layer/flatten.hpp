// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/node.hpp>

namespace lagom {

struct flatten_t {
    using node_concept = node_tag;
    static constexpr auto word = "flatten";
    static constexpr bool keeps_data = true;

    constexpr auto lower(auto&, short x, shape) const -> short { return x; }
    static constexpr auto output(shape in) -> shape
    {
        return in.rank > 0 ? vector_of(in.size()) : ill_shaped;
    }
};

/// All numbers of an example as one vector, row-major.
///
/// Shape  any S -> the product of S
/// Cost   none
inline constexpr flatten_t flatten{};
/// `flatten` where `using namespace xt` brings xt::flatten, too.
inline constexpr flatten_t flatten_all{};

} // namespace lagom
