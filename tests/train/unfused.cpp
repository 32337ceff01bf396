// SPDX-License-Identifier: BSL-1.0
#include "../support.hpp"
#include "rounding.hpp"

#include <doctest/doctest.h>

using namespace lagom;

namespace {

constexpr auto net = input<21> | standardize | dense<33> | batch_norm | relu | dropout(0.2) |
    residual(dense<48> | layer_norm | silu | dropout(0.4) | dense<33>) | gaussian_noise(0.1) |
    (branch(dense<7>, dense<30> | tanh, softmax) | concat) | dense<4>;

constexpr auto others = input<21> | named<"stem">(dense<20> | gelu) | pointwise([](auto x) {
                            return x / sqrt(1 + x * x);
                        }) |
    repeat<2>(residual(dense<20>(no_bias) | sigmoid)) |
    (branch(dense<6>, dense<6> | gelu(approximate)) | sum) | flatten | dense<4>;

// `net` in parts that are not deep.
constexpr auto with_columns =
    input<21> | standardize | dense<33> | batch_norm | relu | dropout(0.2) | dense<4>;
constexpr auto with_rows =
    input<21> | residual(dense<48> | layer_norm | silu | dropout(0.4) | dense<21>) | dense<4>;
constexpr auto with_arms =
    input<21> | gaussian_noise(0.1) | (branch(dense<7>, dense<30> | tanh, softmax) | concat) | dense<4>;

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
    auto const data = labelled_examples<T>(x, y, facts::outputs);
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
            auto const cols = static_cast<std::size_t>(p.at(t).cols);
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

template <int W>
constexpr auto by_rows = input<W> | dense<W> | layer_norm | tanh | dense<W>;
template <>
constexpr auto by_rows<1> = input<1> | dense<1> | tanh | dense<1>; // one number less its mean is 0 exactly
template <int W>
constexpr auto by_columns = input<W> | dense<W> | batch_norm | relu | dense<W>;

/// Widths about those of a register and of a panel, which a loop cuts its columns into.
template <class T>
using widths = std::integer_sequence<int, 1, isa::width<T> - 1, isa::width<T>, isa::width<T> + 1,
                                     isa::panel<T> - 1, isa::panel<T>, isa::panel<T> + 1>;

template <class T, int... W>
void check_widths(long rows, std::integer_sequence<int, W...>)
{
    auto const check = [&]<int N>(std::integral_constant<int, N>) {
        CAPTURE(N);
        auto const x = support::rows_of<T>(static_cast<std::size_t>(rows), N);
        xt::xtensor<T, 2> const y = 0.5 * xt::sin(T(3) * x);
        check_gradients<T>(by_rows<N>, x, y, mse);
        if (rows > 1) {
            check_gradients<T>(by_columns<N>, x, y, mse);
        }
    };
    (check(std::integral_constant<int, W>{}), ...);
}

} // namespace

TEST_CASE_TEMPLATE("unfused: gradients and fused ones lie within the rounding of their sums", T, float,
                   double)
{
    for (long const rows : {1L, 2L, 7L, 64L, 65L}) {
        CAPTURE(rows);
        auto const x = support::rows_of<T>(static_cast<std::size_t>(rows), 21);
        auto const y = support::classes_of_rows(static_cast<std::size_t>(rows), 4);
        auto const terms = cross_entropy + l2(1e-2) + l1_subgradient(1e-3);
        check_gradients<T>(others, x, y, terms);
        check_gradients<T>(with_rows, x, y, terms);
        check_gradients<T>(with_arms, x, y, terms);
        if (rows > 1) { // batch_norm
            check_gradients<T>(with_columns, x, y, terms);
        }
        if (rows > 1 && std::same_as<T, double>) {
            check_gradients<double>(net, support::rows_of<double>(x.shape(0), 21), y, terms);
        }
    }
}

TEST_CASE_TEMPLATE("unfused: so do those of widths about a register's and a panel's", T, float, double)
{
    for (long const rows : {1L, 2L, 7L, 64L, 65L}) {
        CAPTURE(rows);
        check_widths<T>(rows, widths<T>{});
    }
}

TEST_CASE("unfused: trains to the same losses")
{
    auto const data = support::blobs(131, 21, 4, 1);
    auto const losses = [&](auto policy) {
        auto m = make_model<double>(net, seed(1));
        return fit(m, data, cross_entropy + l2(1e-3) + l1(1e-4),
                   clip_norm(0.5) | sgd(0.05, 0.9) | decay(0.01) | max_norm(1.5), epochs(3), batch(32),
                   threads(1), quiet, policy)
            .history;
    };
    auto const a = losses(fused), b = losses(unfused);
    REQUIRE(a.size() == 3);
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(a[i].training_loss == doctest::Approx(b[i].training_loss).epsilon(1e-9));
    }
}

TEST_CASE("unfused: evaluates and predicts alike")
{
    auto const m = make_model<double>(net, seed(1));
    auto const data = support::blobs<double>(70, 21, 4, 1);
    CHECK(evaluate(m, data, cross_entropy).loss() ==
          doctest::Approx(evaluate(m, data, cross_entropy, unfused).loss()).epsilon(1e-12));
    CHECK(classify(m, data.features()) == classify(m, data.features(), unfused));
}
