// SPDX-License-Identifier: BSL-1.0
#include "by_hand.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace lagom;
using graphs::part;

namespace {

constexpr auto net = input<4> | dense<3>;
template <class Terms, class Updates>
constexpr auto const& graph_of = by_hand::plan_of<decltype(net), std::remove_const_t<Terms>,
                                                  std::remove_const_t<Updates>, plan::purpose::update>::graph;

/// The formulas on the way to a parameter's next value, in the order of a step.
auto steps_of(auto const& g, short parameter) -> std::string
{
    std::string text;
    for (auto const& o : g.ops) {
        bool const is_its = g.tensors[o.out].over == g.tensors[parameter].over;
        if (o.what == graphs::op_kind::map && is_its) {
            text += (text.empty() ? "" : ", ") + std::string(g.about(o.f).name);
        }
    }
    return text;
}
constexpr auto commits(auto const& g, short parameter) -> int
{
    int n = 0;
    for (auto const& o : g.ops) {
        n += o.out != parameter && g.tensors[o.out].home == parameter ? 1 : 0;
    }
    return n;
}

constexpr auto penalties = mse + l1(0.1) + l2(0.2);
constexpr auto everything =
    clip_value(1) | sgd(0.1, 0.9) | decay(0.1) | max_norm(2) | rate_factor(0.5).on(bias);
constexpr auto const& full = graph_of<decltype(penalties), decltype(everything)>;

} // namespace

TEST_CASE("restrain: penalties' gradients, transformations, optimizer, decay, proximal maps, constraints, in "
          "this order")
{
    CHECK(steps_of(full, full.parameters[0]) ==
          "+ l2 w, clip value, momentum v + g, w - rate v, - rate c w, prox l1, square, times");
}

TEST_CASE("restrain: each value that a parameter takes on the way is committed to it")
{
    CHECK(commits(full, full.parameters[0]) == 3); // behind the optimizer, the proximal map, the constraint
    CHECK(commits(full, full.parameters[1]) == 1); // rules are for kernels
}

TEST_CASE("restrain: what is not selected meets no rule")
{
    // The second is the kernel's, a number a column.
    CHECK(steps_of(full, full.parameters[1]) == "clip value, min(1, limit/norm), momentum v + g, w - rate v");
}

TEST_CASE("restrain: a rate's factor is one number for all that it selects")
{
    constexpr auto doubled = sgd(0.1) | rate_factor(2);
    constexpr auto loss = mse + l2(0);
    auto const& g = graph_of<decltype(loss), decltype(doubled)>;
    int numbers = 0;
    short rate = -1;
    for (auto const& o : g.ops) {
        if (g.tensors[o.out].over.where == graphs::space::scalar) {
            ++numbers;
            rate = o.out;
        }
    }
    CHECK(numbers == 1);
    CHECK(g.tensors[rate].producer >= 0);
    int readers = 0;
    for (auto const& o : g.ops) {
        for (int k = 0; k < o.arity; ++k) {
            readers += o.in[k] == rate ? 1 : 0;
        }
    }
    CHECK(readers == 2); // both parameters
}

TEST_CASE("restrain: an op of a step is its parameter's, for reports")
{
    for (auto const& o : full.ops) {
        if (full.tensors[o.out].home == full.parameters[0] && o.out != full.parameters[0]) {
            CHECK(o.scope == full.tensors[full.parameters[0]].scope);
            CHECK(o.of == part::update);
        }
    }
}

TEST_CASE("restrain: settings are bound in the order of terms, then of updates")
{
    std::string names;
    for (auto s : full.settings) {
        names += std::string(full.tensors[s].name) + " ";
    }
    CHECK(names == "strength strength limit rate momentum strength limit factor ");
}
