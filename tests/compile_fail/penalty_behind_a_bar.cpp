// error: terms_are_joined_by_plus<lagom::cross_entropy_t, lagom::penalty_t<lagom::l2_kind
// An objective is a sum; a bar joins layers, and updates.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | dense<8> | dense<3>;

auto run(data_set const& data) -> fit_result
{
    auto m = make_model(net, seed(1));
    return fit(m, data, cross_entropy | l2(1e-4), adam(1e-3), epochs(1));
}
