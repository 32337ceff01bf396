// error: loss_rejects_shape<lagom::cross_entropy_t, lagom::extents<1>
// The softmax of one output is always 1.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | dense<1>;

auto run(data_set const& data) -> fit_result
{
    auto m = make_model(net, seed(1));
    return fit(m, data, cross_entropy, adam(1e-3), epochs(1));
}
