// error: updates_are_out_of_order<lagom::chain<lagom::adam_t<lagom::constant_t>, lagom::clip_norm_t>
// Gradients are transformed before the optimizer sees them.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | dense<3>;

auto run(data_set const& data) -> fit_result
{
    auto m = make_model(net, seed(1));
    return fit(m, data, cross_entropy, adam(1e-3) | clip_norm(1), epochs(1));
}
