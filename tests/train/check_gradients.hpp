// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "../support.hpp"
#include "rounding.hpp"

#include <doctest/doctest.h>

namespace lagom {

/// Compares the gradients of both policies, element by element, with what they should be and a bound of how far
/// from it they may lie. The bound is each element's own: rounding.hpp makes it of the lengths and magnitudes of
/// the sums that lead there. For a kernel dw(i, j) = sum over n rows of x(r, i) dy(r, j) it is
///
///     n u sum |x dy|  +  sum |x| error(dy) + |dy| error(x),     u = epsilon / 2
///
/// and so on for x and dy, back to the features, which have no error. A layer multiplies an error by the sum of
/// |w| at worst, more than it does by chance: a deep network has a bound that says nothing, and so bounds that
/// are not below half the largest gradient are refused.
template <class T, class Net, class Y, class Terms>
void check_gradients(Net const& network, xt::xtensor<T, 2> const& x, Y const& y, Terms const& terms)
{
    using objective = std::remove_const_t<decltype(as_objective(terms))>;
    using plan_type = plan::compiled<Net, objective, no_chain, plan::purpose::gradient, unfused_t::how, T>;
    using facts = loss_facts<Net, objective>;
    auto m = make_model<T>(network, seed(1));
    auto const data = labelled_examples<T>(x, y, facts::out.channels());
    rounding::program<T> exact(plan::view_of<plan_type>(), rounding::formulas_of<plan_type>::table.data(),
                               m.values());
    exact.read_rates();
    lagom::detail::prepare<Net>(exact, data, read_options(seed(5)));
    set_settings(exact, as_objective(terms), no_chain{});
    feed_targets<T, T>(exact, data, places_from(0, data.size()), check_data<T>(data, facts::needs));
    team workers(1);
    exact.run(workers, 1);

    auto const& p = exact.plan();
    rounding::sum<T> losses;
    for (long r = 0; r < static_cast<long>(data.size()); ++r) {
        losses.add(exact.at(p.loss, r, 0));
    }
    auto const loss = losses.total() / rounding::bounded<T>(data.size());
    long outside = 0; // of their bounds
    long double loosest = 0, largest = 0; // bound, gradient
    auto const compare = [&](gradient_result<T> const& found) {
        CHECK(std::abs(found.loss - loss.value) <= loss.error);
        auto const see = [&](short t, auto const& numbers) {
            auto const cols = static_cast<std::size_t>(p.at(t).over.cols);
            for (std::size_t i = 0; i < numbers.size(); ++i) {
                auto const wanted = exact.at(t, static_cast<long>(i / cols), static_cast<long>(i % cols));
                auto const error = std::abs(static_cast<long double>(numbers.data()[i]) - wanted.value);
                outside += error <= wanted.error ? 0 : 1;
                loosest = std::max(loosest, wanted.error);
                largest = std::max(largest, std::abs(wanted.value));
            }
        };
        see(p.input_gradient, found.dx);
        for (std::size_t k = 0; k < p.parameters.size(); ++k) {
            see(p.gradients[k], found.gradients.at(m.values().entries()[k].path));
        }
    };
    compare(gradient(m, x, y, terms, seed(5), threads(1)));
    compare(gradient(m, x, y, terms, seed(5), unfused));
    CHECK(outside == 0);
    CHECK(loosest < 0.5L * largest);
}

} // namespace lagom
