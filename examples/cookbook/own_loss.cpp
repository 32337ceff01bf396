// SPDX-License-Identifier: BSL-1.0
// A loss of your own: log cosh, which is a square near zero and an absolute value far away, so outliers pull less.
#include <lagom/lagom.hpp>
#include <iostream>

using namespace lagom;

// Formulas run on floats and on registers alike, so they name no type. log cosh d, in a form that cannot overflow:
struct log_cosh_of {
    static constexpr auto name = "log cosh";
    constexpr auto operator()(auto y, auto target) const
    {
        return abs(y - target) + log(1 + exp(-2 * abs(y - target))) - 0.6931471805599453;
    }
};
struct log_cosh_slope {
    static constexpr auto name = "tanh(y-target)/n";
    constexpr auto operator()(auto y, auto target, auto count, auto outputs) const
    {
        return tanh(y - target) / (count * outputs);
    }
};
struct mean_over {
    static constexpr auto name = "mean over outputs";
    constexpr auto operator()(auto total, auto outputs) const { return total / outputs; }
};

// lower() returns the loss of each example, and the gradient of their mean by the network's output.
struct log_cosh_t {
    using term_concept = term_tag;
    using loss_concept = loss_tag;
    using formulas = types<log_cosh_of, log_cosh_slope, mean_over>;
    static constexpr auto name = "log_cosh";
    static constexpr bool classifies = false;

    constexpr auto lower(auto& g, short y, short target) const -> lowered_loss
    {
        auto const outputs = g.constant(g.cols_of(y), "outputs");
        auto const total = g.row_sum(g.map(log_cosh_of{}, {y, target}));
        return {g.map(mean_over{}, {total, outputs}),
                g.map(log_cosh_slope{}, {y, target, g.rows_in(y), outputs})};
    }
};
constexpr log_cosh_t log_cosh{};

constexpr auto net = input<1> | dense<1>;

auto slope_with(auto const& loss, data_set const& data) -> float
{
    auto model = make_model(net, seed(1));
    auto const result = fit(model, data, loss, adam(0.05), epochs(500), batch(50), threads(1), quiet);
    std::cout << result;
    return model.parameter("dense.0.kernel")(0, 0);
}

int main()
{
    xt::xtensor<float, 2> x = xt::zeros<float>({50, 1}), y = x;
    for (std::size_t i = 0; i < 50; ++i) {
        x(i, 0) = static_cast<float>(i) / 25 - 1;
        y(i, 0) = 2 * x(i, 0) + (i % 10 == 9 ? 20.0F : 0.0F); // a line of slope 2, every tenth point far off
    }
    float const robust = slope_with(log_cosh, data_set(x, y)), squares = slope_with(mse, data_set(x, y));
    std::cout << "slope 2: log_cosh finds " << robust << ", mse " << squares << '\n';
    return std::abs(robust - 2) < 0.1 && std::abs(squares - 2) > 0.5 ? 0 : 1;
}
