// error: rule_selects_nothing<lagom::penalty_t<lagom::l2_kind, .*nearest_is<.*dense
// No node of this kind; the nearest kind is named.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | dense<8> | dense<3>;

auto run(data_set const& data) -> fit_result
{
    auto m = make_model(net, seed(1));
    return fit(m, data, cross_entropy + l2(1e-4).on(kind<"dens">), adam(1e-3), epochs(1));
}
