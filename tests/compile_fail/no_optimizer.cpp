// error: updates_have_no_optimizer<lagom::chain<lagom::clip_norm_t>
// A clipped gradient that nobody follows.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | dense<3>;

auto run(data_set const& data) -> fit_result
{
    auto m = make_model(net, seed(1));
    return fit(m, data, cross_entropy, clip_norm(1), epochs(1));
}
