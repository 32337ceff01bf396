// SPDX-License-Identifier: BSL-1.0
#include <lagom/lagom.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace lagom;
using enum advice_kind;

namespace {

/// Where each kind of advice is given first, and in how many places.
template <class Net, class Terms, class Updates>
auto advice(Net, Terms const& terms, Updates const& updates) -> std::string
{
    using plan_type = plan::forward_of<float, Net>;
    constexpr char const* kinds[]{"bias_before_batch_norm",       "dropout_before_batch_norm",
                                  "dropout_after_the_last_layer", "l2_before_a_norm",
                                  "l1_subgradient_under_adam",    "decay_and_l2_together",
                                  "decay_on_a_bias_or_norm"};
    static_assert(sizeof(kinds) / sizeof(*kinds) == static_cast<std::size_t>(advice_kind::kinds));
    using objective = std::remove_const_t<decltype(expr::as_objective(terms))>;
    using chain = std::remove_const_t<decltype(expr::as_chain(updates))>;
    constexpr auto found = checking::advice_on<plan_type, objective, chain>();
    std::string text;
    for (auto const& a : found.of) {
        if (a.places > 0) {
            text += (text.empty() ? "" : "; ") + std::string(kinds[static_cast<int>(a.what)]) + " at " +
                std::string(graphs::path_of(plan_type::graph.scopes, a.scope).view()) + " x" +
                std::to_string(a.places);
        }
    }
    return text;
}

} // namespace

TEST_CASE("lint: a network that is as it should be gets no advice")
{
    CHECK(advice(input<4> | dense<6>(no_bias) | batch_norm | relu | dropout(0.2) | dense<3>, cross_entropy,
                 adam(1e-3) | decay(0.1)) == "");
}

TEST_CASE("lint: a bias before batch norm is taken away again, before layer norm it is not")
{
    CHECK(advice(input<4> | dense<6> | batch_norm | dense<6> | batch_norm | dense<3>, cross_entropy,
                 sgd(0.1)) == "bias_before_batch_norm at dense.0 x2");
    CHECK(advice(input<4> | dense<6> | layer_norm | dense<3>, cross_entropy, sgd(0.1)) == "");
}

TEST_CASE("lint: dropout before batch norm, and after the last layer")
{
    CHECK(advice(input<4> | dense<6> | dropout(0.2) | batch_norm | dense<3>, cross_entropy, sgd(0.1)) ==
          "dropout_before_batch_norm at batch_norm.0 x1");
    CHECK(advice(input<4> | dropout(0.1) | dense<6> | dense<3> | dropout(0.2), cross_entropy, sgd(0.1)) ==
          "dropout_after_the_last_layer at dropout.1 x1");
}

TEST_CASE("lint: a norm undoes what l2 does to the kernel before it")
{
    constexpr auto terms = cross_entropy + l2(0.1);
    CHECK(advice(input<4> | dense<6>(no_bias) | batch_norm | dense<3>, terms, sgd(0.1)) ==
          "l2_before_a_norm at dense.0 x1");
    CHECK(advice(input<4> | dense<6>(no_bias) | layer_norm | dense<3>, terms, sgd(0.1)) ==
          "l2_before_a_norm at dense.0 x1");
    CHECK(advice(input<4> | dense<6> | layer_norm | dense<3>, terms, sgd(0.1)) ==
          ""); // of a bias it is no scale
    CHECK(advice(input<4> | dense<6>(no_bias) | batch_norm | dense<3>, cross_entropy + l2(0.1).on(last<1>),
                 sgd(0.1)) == "");
}

TEST_CASE("lint: rules on parameters that do not go together")
{
    constexpr auto net = input<4> | dense<3>;
    CHECK(advice(net, cross_entropy + l1_subgradient(0.1), adam(1e-3)) ==
          "l1_subgradient_under_adam at dense.0 x1");
    CHECK(advice(net, cross_entropy + l1_subgradient(0.1), sgd(1e-3)) == "");
    CHECK(advice(net, cross_entropy + l2(0.1), sgd(1e-3) | decay(0.1)) ==
          "decay_and_l2_together at dense.0 x1");
    CHECK(advice(net, cross_entropy, sgd(1e-3) | decay(0.1).on(kernel || bias)) ==
          "decay_on_a_bias_or_norm at dense.0 x1");
    CHECK(advice(net, cross_entropy + l2(0.1), sgd(1e-3) | decay(0.1) | freeze(kernel)) ==
          ""); // nothing acts
}

TEST_CASE("lint: the first advice is the first kind, whatever was found first")
{
    checking::advices a;
    CHECK(a.first() == -1);
    a.add(decay_on_a_bias_or_norm, 3);
    a.add(l2_before_a_norm, 5, 6);
    a.add(l2_before_a_norm, 7);
    CHECK(a.first() == static_cast<int>(l2_before_a_norm));
    auto const& found = a.of[a.first()];
    CHECK(found.scope == 5);
    CHECK(found.norm == 6);
    CHECK(found.places == 2);
}
