// error: strength_is_an_argument_and_terms_are_not_multiplied<lagom::penalty_t<lagom::l2_kind
// How strong a penalty is stands in it: l2(1e-4).
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | dense<8> | dense<3>;

auto run(data_set const& data) -> fit_result
{
    auto m = make_model(net, seed(1));
    return fit(m, data, cross_entropy + 1e-4 * l2(1.0), adam(1e-3), epochs(1));
}
