// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/node.hpp>

namespace lagom {

struct flatten_t {
    using node_concept = node_tag;
    static constexpr auto word = "flatten";
    static constexpr bool keeps_data = true;

    static constexpr int ops = 3;

    constexpr auto lower(auto& g, short x, shape) const -> short { return g.flatten(x); }
    static constexpr auto output(shape in) -> shape
    {
        return in.rank > 0 ? vector_of(in.size()) : ill_shaped;
    }
};

/// All numbers of an example as one vector, row-major.
///
/// Shape  any S -> the product of S
/// Cost   none before a dense layer, which reads them where they lie, and none of the input; else a copy
inline constexpr flatten_t flatten{};
/// `flatten` where `using namespace xt` brings xt::flatten, too.
inline constexpr flatten_t flatten_all{};

} // namespace lagom
