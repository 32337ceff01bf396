// error: update_is_followed_by_what_is_none<lagom::max_norm_t|update_is_followed_by_what_is_none<lagom::dense_t<3
// A chain of updates holds updates.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | dense<8> | dense<3>;

auto run(data_set const& data) -> fit_result
{
    auto m = make_model(net, seed(1));
    return fit(m, data, cross_entropy, adam(1e-3) | dense<3>, epochs(1));
}
