// error: loss_rejects_shape<lagom::cross_entropy_t, lagom::extents<4, 4, 1>
// A loss compares vectors: flatten what is none.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4, 4, 1> | relu;

auto run(data_set const& data) -> fit_result
{
    auto m = make_model(net, seed(1));
    return fit(m, data, cross_entropy, adam(1e-3), epochs(1));
}
