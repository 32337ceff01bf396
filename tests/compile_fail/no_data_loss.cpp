// error: objective_has_no_data_loss<lagom::objective_t<lagom::penalty_t<lagom::l2_kind
// A penalty alone has nothing to hold back.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | dense<3>;

auto run(data_set const& data) -> fit_result
{
    auto m = make_model(net, seed(1));
    return fit(m, data, l2(1e-4), adam(1e-3), epochs(1));
}
