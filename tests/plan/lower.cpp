// SPDX-License-Identifier: BSL-1.0
#include "by_hand.hpp"

#include <doctest/doctest.h>

using namespace lagom;
using by_hand::count;
using by_hand::op_kind;
using plan::purpose;

namespace {

constexpr auto net = input<4> | dense<6> | batch_norm | tanh | dropout(0.3) | dense<3>;
constexpr auto terms = cross_entropy + l2(0.1);
constexpr auto updates = sgd(0.1, 0.9);

template <class N, purpose Why, class Terms = decltype(terms)>
constexpr auto const& graph_of =
    by_hand::plan_of<N, std::remove_const_t<Terms>, std::remove_const_t<decltype(updates)>, Why>::graph;
template <purpose Why>
constexpr auto const& lowered = graph_of<decltype(net), Why>;

/// Whether an output is read from outside.
constexpr auto keeps(auto const& g, short t) -> bool
{
    bool any = false;
    for (auto k : g.kept) {
        any = any || (t >= 0 && k == t);
    }
    return any;
}
/// Ops that write a number that is carried from step to step.
constexpr auto commits(auto const& g, role is) -> int
{
    int n = 0;
    for (auto const& o : g.ops) {
        n += g.tensors[o.out].home != o.out && g.tensors[g.tensors[o.out].home].is == is ? 1 : 0;
    }
    return n;
}

/// Frozen norms behave as in inference.
constexpr auto frozen = updates | freeze(norm_scale || norm_shift);
constexpr auto const& with_frozen_norm = by_hand::plan_of<decltype(net), std::remove_const_t<decltype(terms)>,
                                                          std::remove_const_t<decltype(frozen)>>::graph;

} // namespace

TEST_CASE("lower: inference has no noise, no statistics of the batch and no loss")
{
    auto const& g = lowered<purpose::infer>;
    CHECK(count(g, op_kind::draw) == 0);
    CHECK(count(g, op_kind::column_sum) == 0);
    CHECK(g.loss == -1);
    CHECK(g.target == -1);
    CHECK(keeps(g, g.output));
    CHECK(commits(g, role::state) == 0);
}

TEST_CASE("lower: evaluation is inference with a loss")
{
    auto const& g = lowered<purpose::evaluate>;
    CHECK(count(g, op_kind::draw) == 0);
    CHECK(keeps(g, g.loss));
    CHECK(keeps(g, g.output));
    CHECK(count(g, op_kind::outer) == 0);
}

TEST_CASE("lower: a training step has noise, moves statistics and parameters, and hands out no gradient")
{
    auto const& g = lowered<purpose::train>;
    CHECK(count(g, op_kind::draw) == 1); // what is drawn twice is one draw: of the same numbers
    CHECK(commits(g, role::state) == 2);
    CHECK(g.moments.count == g.parameters.count);
    CHECK(g.input_gradient == -1);
    for (int i = 0; i < g.parameters.count; ++i) {
        CHECK(!keeps(g, g.gradient[i]));
    }
    CHECK(keeps(g, g.loss));
    CHECK(keeps(g, g.output)); // the epoch's accuracy is counted as it goes by
}

TEST_CASE("lower: the output of a step is kept where the loss classifies, else not")
{
    constexpr auto numbers = mse;
    auto const& g = graph_of<decltype(net), purpose::train, decltype(numbers)>;
    CHECK(!keeps(g, g.output));
}

TEST_CASE("lower: gradients are handed out, of the features too, and state stays")
{
    auto const& g = lowered<purpose::gradient>;
    CHECK(keeps(g, g.input_gradient));
    for (int i = 0; i < g.parameters.count; ++i) {
        CHECK(keeps(g, g.handed[i]));
    }
    CHECK(commits(g, role::state) == 0);
    CHECK(commits(g, role::kernel) == 0);
    CHECK(g.moments.count == 0);
}

TEST_CASE("lower: backward takes a gradient from outside, in both modes")
{
    auto const& still = lowered<purpose::backward>;
    auto const& in_training = lowered<purpose::backward_training>;
    for (auto const incoming : {still.incoming, in_training.incoming}) {
        CHECK(incoming >= 0);
    }
    CHECK(count(still, op_kind::draw) == 0);
    CHECK(count(in_training, op_kind::draw) == 1);
    CHECK(still.loss == -1);
}

TEST_CASE("lower: an update takes a gradient for each parameter")
{
    auto const& g = lowered<purpose::update>;
    for (int i = 0; i < g.parameters.count; ++i) {
        CHECK(g.tensors[g.handed[i]].is == role::incoming);
        CHECK(g.tensors[g.handed[i]].over == g.tensors[g.parameters[i]].over);
    }
    CHECK(g.kept.count == 0);
}

TEST_CASE("lower: a norm whose parameters are frozen uses its running statistics and keeps them")
{
    auto const& g = with_frozen_norm;
    CHECK(commits(g, role::state) == 0);
    CHECK(commits(g, role::kernel) == 2);
    CHECK(commits(g, role::norm_scale) == 0);
}

TEST_CASE("lower: purposes")
{
    CHECK(!plan::trains(purpose::infer));
    CHECK(!plan::trains(purpose::evaluate));
    CHECK(!plan::trains(purpose::backward));
    CHECK(plan::trains(purpose::forward_training));
    CHECK(plan::trains(purpose::train));
    CHECK(plan::wants_loss(purpose::gradient));
    CHECK(!plan::wants_loss(purpose::backward));
    CHECK(!plan::wants_gradients(purpose::train)); // they are used up
}
