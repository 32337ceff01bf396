// error: layer_maps_operands_that_do_not_fit_together<lagom::at<1>, with_its_sum_t
// A series does not stand beside one row an example.
#include <lagom/lagom.hpp>

using namespace lagom;

struct with_its_sum_t {
    using node_concept = node_tag;
    static constexpr int ops = 8;
    constexpr auto lower(auto& g, short x, shape) const -> short { return g.concat(x, g.position_sum(x)); }
    static constexpr auto output(shape in) -> shape { return in.with_channels(2 * in.channels()); }
};

auto const m = make_model(input<4, 1> | with_its_sum_t{}, seed(1));
