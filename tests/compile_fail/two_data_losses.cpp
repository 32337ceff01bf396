// error: objective_has_two_data_losses<lagom::objective_t<lagom::cross_entropy_t, lagom::mse_t>
// One data loss is minimized; the rest of an objective are penalties.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | dense<3>;

auto run(data_set const& data) -> fit_result
{
    auto m = make_model(net, seed(1));
    return fit(m, data, cross_entropy + mse, adam(1e-3), epochs(1));
}
