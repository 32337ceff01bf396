// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/lagom.hpp>

#include <cmath>
#include <csignal>
#include <random>

/// What several tests need: small data, and comparisons.
namespace support {

/// While it lives, SIGINT has no handler of the test program's, which a fit would call.
struct without_own_handler {
    void (*before)(int) = std::signal(SIGINT, SIG_DFL);
    without_own_handler() = default;
    ~without_own_handler() { std::signal(SIGINT, before); }
    without_own_handler(without_own_handler const&) = delete;
    auto operator=(without_own_handler const&) -> without_own_handler& = delete;
};

/// Rows of numbers that are neither random nor regular.
template <class T>
auto rows_of(std::size_t rows, std::size_t cols) -> xt::xtensor<T, 2>
{
    auto x = xt::xtensor<T, 2>::from_shape({rows, cols});
    for (std::size_t r = 0; r < rows; ++r) {
        for (std::size_t c = 0; c < cols; ++c) {
            x(r, c) =
                static_cast<T>(std::sin(1.7 * static_cast<double>(r) + 0.9 * static_cast<double>(c * c) + 1));
        }
    }
    return x;
}

/// Classes that depend on the features, so that there is something to learn.
inline auto classes_of_rows(std::size_t rows, int classes) -> std::vector<int>
{
    std::vector<int> y(rows);
    for (std::size_t r = 0; r < rows; ++r) {
        y[r] = static_cast<int>(r * 7 / 3 % static_cast<std::size_t>(classes));
    }
    return y;
}

/// Examples of Gaussian blobs, one a class.
template <class T = float>
auto blobs(std::size_t rows, std::size_t cols, int classes, unsigned from) -> lagom::basic_data_set<T>
{
    std::mt19937 draws(from);
    std::normal_distribution<double> noise;
    auto x = xt::xtensor<T, 2>::from_shape({rows, cols});
    std::vector<int> y(rows);
    for (std::size_t r = 0; r < rows; ++r) {
        y[r] = static_cast<int>(r % static_cast<std::size_t>(classes));
        for (std::size_t c = 0; c < cols; ++c) {
            x(r, c) = static_cast<T>(noise(draws) +
                                     2 * std::sin(static_cast<double>(y[r]) * 2.3 + static_cast<double>(c)));
        }
    }
    return lagom::basic_data_set<T>(x, y);
}

/// How many numbers of two models differ, padding included.
template <class M>
auto different_numbers(M const& a, M const& b) -> long
{
    auto const &x = a.values().numbers(), &y = b.values().numbers();
    long count = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        count += x.data()[i] != y.data()[i] ? 1 : 0;
    }
    return count;
}

/// The objective's value as `gradient` sees it: data loss and those penalties that have a gradient.
template <class T, class Net, class X, class Y, class Terms>
auto objective_value(lagom::network_model<T, Net> const& m, X const& x, Y const& y, Terms const& terms)
    -> double
{
    auto const all = lagom::expr::as_objective(terms);
    double value = lagom::gradient(m, x, y, terms, lagom::seed(5), lagom::threads(1)).loss;
    for (auto const& p : lagom::trainers::penalties_of<lagom::plan::forward_of<T, Net>>(m.values(), all)) {
        value += p.name == "l1" ? 0 : p.value;
    }
    return value;
}

/// The worst |central difference - gradient| / (1e-3 + |gradient|) over all parameters and the input.
template <class Net, class Y, class Terms>
auto worst_gradient_error(Net const& net, int inputs, Y const& y, Terms const& terms) -> double
{
    auto m = lagom::make_model<double>(net, lagom::seed(3));
    auto x = rows_of<double>(12, static_cast<std::size_t>(inputs));
    auto const found = lagom::gradient(m, x, y, terms, lagom::seed(5), lagom::threads(1));
    double worst = 0;
    double const h = 1e-5;
    auto const compare = [&](double up, double down, double gradient) {
        worst = std::max(worst, std::abs((up - down) / (2 * h) - gradient) / (1e-3 + std::abs(gradient)));
    };
    for (auto const& [path, gradient] : found.gradients) {
        auto w = m.parameter(path);
        auto const at = [&](std::size_t i, double value) {
            w.data()[i] = value;
            m.set_parameter(path, w);
            return objective_value(m, x, y, terms);
        };
        for (std::size_t i = 0; i < w.size(); ++i) {
            double const start = w.data()[i], up = at(i, start + h), down = at(i, start - h);
            w.data()[i] = start;
            m.set_parameter(path, w);
            compare(up, down, gradient.data()[i]);
        }
    }
    for (std::size_t i = 0; i < x.size(); ++i) {
        double const start = x.data()[i];
        x.data()[i] = start + h;
        double const up = objective_value(m, x, y, terms);
        x.data()[i] = start - h;
        double const down = objective_value(m, x, y, terms);
        x.data()[i] = start;
        compare(up, down, found.dx.data()[i]);
    }
    return worst;
}

} // namespace support
