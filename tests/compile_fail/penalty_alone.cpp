// error: objective_has_no_data_loss<lagom::objective_t<lagom::penalty_t<lagom::l2_kind
// A penalty alone learns nothing.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | dense<8> | relu | dense<3>;

auto run(data_set const& data) -> fit_result
{
    auto m = make_model(net, seed(1));
    return fit(m, data, l2(1e-3), adam(1e-3), epochs(1));
}
