// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/lagom.hpp>

/// What a line of the suite says: a network, what trains it, and which laws it is asked.
namespace law {

/// The laws come in groups; README.md lists them.
struct groups {
    bool of_slopes = false, of_rounding = false, of_updates = false, of_training = false, of_serving = false;
    bool of_likeness = false; // for rounding, where a network is so deep that bounds say nothing
    bool in_float = false; // rounding in float, too: of many layers its bounds say nothing
    bool in_double = false; // training and serving in double, too
    bool with_validation = false; // the run watches held-out data
};

template <groups Asked, class Net, class Terms, class Updates, class Until>
struct line {
    static constexpr groups asked = Asked;
    using network_type = Net;

    Net net;
    Terms terms;
    Updates updates;
    Until until;

    /// The same under another objective.
    constexpr auto under(auto other) const
    {
        return line<Asked, Net, decltype(other), Updates, Until>{net, other, updates, until};
    }
    /// The same trained by another chain of updates.
    constexpr auto by(auto other) const
    {
        return line<Asked, Net, Terms, decltype(other), Until>{net, terms, other, until};
    }
    /// The same until another rule ends it.
    constexpr auto ended_by(auto other) const
    {
        return line<Asked, Net, Terms, Updates, decltype(other)>{net, terms, updates, other};
    }
};

template <groups Asked>
constexpr auto line_of(auto net, auto terms, auto updates, auto until)
{
    return line<Asked, decltype(net), decltype(terms), decltype(updates), decltype(until)>{net, terms,
                                                                                           updates, until};
}

/// What rules are tried on: parameters of all four roles, a block with a name.
inline constexpr auto tried_on = lagom::input<6> | lagom::named<"stem">(lagom::dense<19>) |
    lagom::batch_norm | lagom::tanh | lagom::dense<3>;
inline constexpr auto plain = lagom::sgd(0.05, 0.9);

/// A network, block or layer. It ends in as many outputs as there are classes, two or more.
constexpr auto network(auto net)
{
    constexpr groups all{
        .of_slopes = true, .of_rounding = true, .of_training = true, .of_serving = true, .in_float = true};
    return line_of<all>(net, lagom::cross_entropy, plain, lagom::epochs(2));
}
/// The same of many layers: bounds say nothing in float, and it is trained in double, too.
constexpr auto deep_network(auto net)
{
    constexpr groups all{
        .of_slopes = true, .of_rounding = true, .of_training = true, .of_serving = true, .in_double = true};
    return line_of<all>(net, lagom::cross_entropy, plain, lagom::epochs(2));
}
/// One that make_networks.py made up.
constexpr auto made_up_network(auto net)
{
    constexpr groups those{.of_slopes = true, .of_training = true, .of_serving = true, .of_likeness = true};
    return line_of<those>(net, lagom::cross_entropy, plain, lagom::epochs(2));
}
/// A network as wide as its input, for loops of every width.
constexpr auto loops_of(auto net)
{
    using namespace lagom;
    return line_of<groups{.of_rounding = true, .in_float = true}>(
        net, mse + l2(1e-3) + l1(1e-4), clip_norm(0.5) | adam(1e-2) | decay(0.01) | max_norm(1.5), epochs(2));
}
/// What changes the data before they come in: no part of a gradient.
constexpr auto data_through(auto net)
{
    constexpr groups those{.of_training = true, .of_serving = true};
    return line_of<those>(net, lagom::cross_entropy, plain, lagom::epochs(2));
}
constexpr auto loss(auto term)
{
    constexpr groups those{.of_slopes = true, .of_rounding = true, .of_training = true, .in_float = true};
    return line_of<those>(lagom::input<6> | lagom::dense<19> | lagom::tanh | lagom::dense<3>, term, plain,
                          lagom::epochs(2));
}
/// A penalty, or a sum of them, beside a loss.
constexpr auto penalty(auto terms)
{
    constexpr groups those{.of_slopes = true, .of_rounding = true, .of_updates = true, .of_training = true};
    return line_of<those>(tried_on, lagom::cross_entropy + terms, plain, lagom::epochs(2));
}
/// An optimizer, or a chain with one.
constexpr auto update(auto chain)
{
    constexpr groups those{.of_updates = true, .of_training = true};
    return line_of<those>(tried_on, lagom::cross_entropy, chain, lagom::epochs(2));
}
/// A rate over time.
constexpr auto schedule(auto rate)
{
    constexpr groups those{.of_training = true};
    return line_of<those>(tried_on, lagom::cross_entropy, lagom::sgd(rate), lagom::epochs(3));
}
/// A rule that ends a run; it may watch held-out data.
constexpr auto stop(auto rule)
{
    constexpr groups those{.of_training = true, .with_validation = true};
    return line_of<those>(tried_on, lagom::cross_entropy, plain, rule);
}

} // namespace law
