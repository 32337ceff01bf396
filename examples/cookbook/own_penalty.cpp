// SPDX-License-Identifier: BSL-1.0
// A penalty of your own: c log(1 + w^2), which pulls at small weights and leaves large ones alone.
#include <lagom/lagom.hpp>
#include <iostream>

using namespace lagom;

struct cauchy_value {
    static constexpr auto name = "c log(1+w^2)";
    constexpr auto operator()(auto w, auto c) const { return c * log(1 + w * w); }
};
struct cauchy_slope {
    static constexpr auto name = "2 c w/(1+w^2)";
    constexpr auto operator()(auto w, auto c) const { return 2 * c * w / (1 + w * w); }
};
struct cauchy_pull { // what training does: the slope is added to the gradient
    static constexpr auto name = "+ cauchy";
    constexpr auto operator()(auto dw, auto w, auto c) const { return dw + cauchy_slope{}(w, c); }
};
struct cauchy_kind {
    using formulas = types<cauchy_pull>; // those that run in a step
    using value = cauchy_value;
    using slope = cauchy_slope;
    using pull = cauchy_pull;
    static constexpr auto name = "cauchy";
};
// It takes `.on(selector)` as the built-in ones do.
constexpr auto cauchy(double strength) -> penalty_t<cauchy_kind> { return {strength}; }

constexpr auto net = input<13> | standardize | dense<32> | relu | dense<3>;

auto sum_of(auto const& model) -> double
{
    double sum = 0;
    for (float const w : model.parameter("dense.0.kernel")) {
        sum += std::abs(static_cast<double>(w));
    }
    return sum;
}

int main()
{
    auto const [train, test] = split(read_csv("examples/data/wine.csv", label("label")), {0.7, 0.3}, seed(1), stratified);
    auto plain = make_model(net, seed(1)), pulled = make_model(net, seed(1));
    auto const without = fit(plain, train, cross_entropy, adam(5e-3), epochs(100), threads(1), quiet);
    auto const with = fit(pulled, train, cross_entropy + cauchy(3e-3).on(first<1> && kernel), adam(5e-3), epochs(100), threads(1), quiet);
    std::cout << "sum of |w| " << sum_of(plain) << " without, " << sum_of(pulled) << " with; penalty "
              << with.history.back().penalties[0].value << '\n'
              << evaluate(pulled, test, cross_entropy + cauchy(3e-3).on(first<1> && kernel));
    return sum_of(pulled) < sum_of(plain) && without.epochs == with.epochs ? 0 : 1;
}
