// error: update_lacks<half_t, lagom::prepare_and_step_of_an_optimizer
// An optimizer of your own has the function of an optimizer, or nothing would be learnt.
#include <lagom/lagom.hpp>

using namespace lagom;

struct half_t {
    using update_concept = update_tag;
    using formulas = types<formulas::descend>;
    static constexpr auto stage = update_stage::optimizer;
    static constexpr auto name = "half";
    constant_t rate{0.5};
    static constexpr void settings(auto&, auto&& sink) { sink(0.0, "rate", 0.0, unlimited); }
    constexpr void prepare(auto& g, auto& b) const { g.learning_rate = b.at[0]; }
    constexpr auto step(auto& g, short p, short dw, short rate) const -> short
    {
        return g.map(lagom::formulas::descend{}, {p, dw, rate});
    }
};

auto train(data_set const& data)
{
    auto m = make_model(input<4> | dense<3>, seed(1));
    return fit(m, data, cross_entropy, half_t{}, epochs(1));
}
