// error: rule_selects_nothing<lagom::penalty_t<lagom::l1_kind, lagom::role_selector<lagom::role::norm_scale
// There is no norm, and so no scale of one.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | named<"stem">(dense<8>) | dense<3>;

auto run(data_set const& data) -> fit_result
{
    auto m = make_model(net, seed(1));
    return fit(m, data, cross_entropy + l1(1e-3).on(norm_scale), adam(1e-3), epochs(1));
}
