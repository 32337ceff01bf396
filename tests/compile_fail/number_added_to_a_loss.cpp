// error: what_is_added_is_no_loss_or_penalty<double>
// An objective is a sum of a loss and penalties.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | dense<8> | dense<3>;

auto run(data_set const& data) -> fit_result
{
    auto m = make_model(net, seed(1));
    return fit(m, data, cross_entropy + 0.1, adam(1e-3), epochs(1));
}
