// error: updates_are_joined_by_a_bar<lagom::adam_t<lagom::constant_t>, lagom::decay_t
// Updates are done one after the other.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | dense<8> | dense<3>;

auto run(data_set const& data) -> fit_result
{
    auto m = make_model(net, seed(1));
    return fit(m, data, cross_entropy, adam(1e-3) + decay(0.01), epochs(1));
}
