// SPDX-License-Identifier: BSL-1.0
// An optimizer of your own: Lion (Chen et al. 2023), which steps by the sign of a mean of gradients.
#include <lagom/lagom.hpp>
#include <iostream>

using namespace lagom;

struct lion_step {
    static constexpr auto name = "lion";
    constexpr auto operator()(auto w, auto m, auto dw, auto beta, auto rate) const
    {
        using V = decltype(w);
        V const mean = V(beta * m + (1 - beta) * dw);
        return w - where(mean > 0, V(rate), where(mean < 0, V(-rate), V(0)));
    }
};
struct lion_mean {
    static constexpr auto name = "lion's m";
    constexpr auto operator()(auto m, auto dw, auto beta) const { return beta * m + (1 - beta) * dw; }
};

struct lion_t {
    using update_concept = update_tag;
    using formulas = types<lion_step, lion_mean>;
    static constexpr auto stage = update_stage::optimizer;
    static constexpr auto name = "lion";

    constant_t rate; // or any schedule
    double beta1 = 0.9, beta2 = 0.99;

    // Numbers of the whole step, in the order of b.at below; the first is set from the schedule.
    static constexpr void settings(auto& self, auto&& sink)
    {
        sink(0.0, "rate", 0.0, unlimited);
        sink(self.beta1, "beta1", above_zero, below_one);
        sink(self.beta2, "beta2", above_zero, below_one);
    }
    constexpr void prepare(auto& g, auto& b) const { g.learning_rate = b.at[0]; }
    // What becomes of parameter p with gradient dw. A moment lives from step to step; commit gives it its next value.
    constexpr auto step(auto& g, short p, short dw, short learning_rate, auto const& b) const -> short
    {
        auto const m = g.moment(p, "m");
        auto const stepped = g.map(lion_step{}, {p, m, dw, b.at[1], learning_rate});
        g.commit(m, g.map(lion_mean{}, {m, dw, b.at[2]}));
        return stepped;
    }
};
constexpr auto lion(double rate) -> lion_t { return {constant_t{rate}}; }

constexpr auto net = input<64> | standardize | dense<64> | relu | dense<10>;

int main()
{
    auto const [train, test] = split(read_csv("examples/data/digits.csv", label("label")), {0.7, 0.3}, seed(1));
    auto model = make_model(net, seed(1));
    // Everything composes with it: clipping before, decay and constraints behind.
    auto const result = fit(model, train, cross_entropy, clip_norm(1.0) | lion(1e-3) | decay(0.01), epochs(20), threads(1), quiet);
    auto const judged = evaluate(model, test, cross_entropy);
    std::cout << result << judged;
    return judged.accuracy() > 0.93 ? 0 : 1;
}
