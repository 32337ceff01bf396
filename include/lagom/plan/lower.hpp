// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/node.hpp>
#include <lagom/graph/graph.hpp>
#include <lagom/plan/purpose.hpp>

namespace lagom::plan {

/// Notes which parameters the chain freezes, before the network is lowered: nodes ask. What a selector matches
/// is known of a whole network only, so it is lowered once to see.
template <class G, class Net, class Chain>
constexpr void freeze_parameters(G& g, Net const& net, Chain const& chain)
{
    if constexpr (Chain::template freezes_some<G>) {
        G seen;
        shape at = no_shape;
        expr::lower_node(net, seen, -1, at);
        for (int i = 0; i < seen.parameters.count; ++i) {
            g.frozen[i] = chain.freezes(seen, seen.parameters[i]);
        }
    }
}

/// Appends a network: each node the ops that it means, in its order.
template <purpose Why, class G, class Net, class Chain>
constexpr void lower(G& g, Net const& net, Chain const& chain)
{
    g.training = trains(Why);
    g.updates_state = Why == purpose::train || Why == purpose::forward_training;
    freeze_parameters(g, net, chain);
    shape at = no_shape;
    g.output = expr::lower_node(net, g, -1, at);
}

} // namespace lagom::plan
