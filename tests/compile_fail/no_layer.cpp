// error: network_has_no_layer<lagom::input_t<4>
// An input alone computes nothing that could be learnt.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4>;

auto run(data_set const& data) -> fit_result
{
    auto m = make_model(net, seed(1));
    return fit(m, data, cross_entropy, adam(1e-3), epochs(1));
}
