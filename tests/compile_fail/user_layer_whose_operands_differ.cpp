// error: layer_maps_operands_that_do_not_fit_together<lagom::at<1>, shifted_t
// A layer of your own adds what has the same columns.
#include <lagom/lagom.hpp>

using namespace lagom;

struct shifted_t {
    using node_concept = node_tag;
    static constexpr auto kind = "shifted";
    static constexpr int ops = 4, parameters = 1;
    constexpr auto lower(auto& g, short x, shape in) const -> short
    {
        return g.map(formulas::add{}, {x, g.parameter(role::bias, 1, in.size() - 1, 0, "bias")});
    }
    static constexpr auto output(shape in) -> shape { return in; }
};
inline constexpr shifted_t shifted{};

auto const m = make_model(input<4> | shifted | dense<3>, seed(1));
