// SPDX-License-Identifier: BSL-1.0
#include <lagom/lagom.hpp>

#include <doctest/doctest.h>

using namespace lagom;

namespace {

/// A loss of a user's own: what its mean divides by, and whether it gives one number an example whatever the output.
template <bool ByRows, bool OfExamples>
struct own_loss_t {
    using term_concept = term_tag;
    using loss_concept = loss_tag;
    using formulas = expr::square_formulas;
    static constexpr auto name = "own";
    static constexpr bool classifies = false;
    constexpr auto lower(auto& g, short y, short target) const -> lowered_loss
    {
        namespace f = lagom::formulas;
        auto const value = g.row_sum(g.map(f::squared_difference{}, {y, target}));
        auto const count = ByRows ? g.rows_in(y) : g.examples();
        return {OfExamples ? g.row_sum(g.position_sum(y)) : value,
                g.map(f::scaled_difference{}, {y, target, g.constant(2), count})};
    }
};

template <plan::purpose Why, class Net, class Loss>
constexpr auto const& graph_of(Net const&, Loss const&)
{
    using objective = std::remove_const_t<decltype(expr::as_objective(Loss{}))>;
    return plan::compiled<std::remove_const_t<Net>, objective, plan::no_chain, Why, plan::fusion::fused,
                          float>::graph;
}
template <class Net, class Loss>
constexpr auto is_refused(Net const& net, Loss const& loss) -> bool
{
    return graph_of<plan::purpose::gradient>(net, loss).misshaped_loss;
}

constexpr auto vectors = input<4> | dense<2>;
constexpr auto positions = input<3, 4> | dense<2>;

} // namespace

TEST_CASE("attach_loss: the target has the output's shape, and the loss a number a row of it")
{
    auto const& g = graph_of<plan::purpose::evaluate>(positions, mse);
    CHECK(g.tensors[g.target].over == g.tensors[g.output].over);
    CHECK(g.tensors[g.loss].over == graphs::loop{graphs::space::per_row, {3, 0}});
}

TEST_CASE("attach_loss: of a series a loss gives a number a position, and divides by all of them")
{
    CHECK(!is_refused(vectors, own_loss_t<true, false>{}));
    CHECK(!is_refused(vectors, own_loss_t<false, false>{})); // an example is a row there
    CHECK(!is_refused(positions, own_loss_t<true, false>{}));
    CHECK(is_refused(positions, own_loss_t<false, false>{}));
    CHECK(is_refused(positions, own_loss_t<true, true>{}));
    CHECK(!is_refused(positions, mse));
    CHECK(!is_refused(positions, cross_entropy));
    CHECK(!is_refused(positions, binary_cross_entropy));
}
