// error: rule_selects_nothing<lagom::penalty_t<lagom::l1_kind, lagom::named_t<.*nearest_is<.*stem
// The proximal map of a penalty is part of an update, and this one maps nothing.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | named<"stem">(dense<8>) | dense<3>;

void run()
{
    auto m = make_model(net, seed(1));
    updater chain(m, sgd(0.1), cross_entropy + l1(1e-4).on(named<"steam">));
}
