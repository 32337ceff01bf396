// error: rule_selects_nothing<lagom::penalty_t<lagom::l2_kind, lagom::named_t<.*nearest_is<.*stem
// Such a penalty has no gradient that could be taken.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | named<"stem">(dense<8>) | dense<3>;

auto run(data_set const& data) -> double
{
    auto const m = make_model(net, seed(1));
    return gradient(m, data.features(), data.labels(), cross_entropy + l2(1e-4).on(named<"steam">)).loss;
}
