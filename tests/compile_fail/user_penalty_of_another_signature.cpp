// error: penalty_lacks<mine_t, lagom::gradient_or_prox_and_selects
// A penalty of your own has a gradient or a proximal map, or it would restrain nothing.
#include <lagom/lagom.hpp>

using namespace lagom;

struct mine_t {
    using term_concept = term_tag;
    using formulas = types<>;
    static constexpr auto name = "mine";
    static constexpr auto selects(auto const&, short) -> bool { return true; }
    constexpr auto gradient(auto&, short dw) const -> short { return dw; }
};

auto train(data_set const& data)
{
    auto m = make_model(input<4> | dense<3>, seed(1));
    return fit(m, data, cross_entropy + mine_t{}, sgd(0.1), epochs(1));
}
