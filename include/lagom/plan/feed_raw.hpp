// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/graph/graph.hpp>

namespace lagom::plan {

/// Channels of an input whose rows may lie without padding: micro-kernels have a constant stride for each.
constexpr auto may_be_raw(int channels) -> bool { return channels == 1 || channels == 3; }

/// An image of one channel or three that convolutions alone read is fed as it is: a row is as long as it has channels,
/// not a register. (Where its gradient is wanted, that is a tensor of its own.)
template <class G>
constexpr void feed_raw(G& g)
{
    if (g.input == -1 || g.positions_of(g.input) == 1 || !may_be_raw(g.cols_of(g.input)) ||
        g.output == g.input) {
        return;
    }
    bool any = false;
    for (auto const& o : g.ops) {
        for (int k = 0; k < o.arity; ++k) {
            if (o.in[k] == g.input) {
                bool const reads_raw = k == 0 &&
                    (o.what == graphs::op_kind::convolve || o.what == graphs::op_kind::convolve_outer);
                if (!reads_raw) {
                    return;
                }
                any = true;
            }
        }
    }
    if (any) {
        g.tensors[g.input].over.where = graphs::space::raw;
    }
}

} // namespace lagom::plan
