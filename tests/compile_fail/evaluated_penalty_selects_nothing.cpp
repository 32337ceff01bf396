// error: rule_selects_nothing<lagom::penalty_t<lagom::l2_kind, lagom::named_t<.*nearest_is<.*stem
// What a model is judged by is checked as what it learns by.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | named<"stem">(dense<8>) | dense<3>;

auto run(data_set const& data) -> evaluation_result
{
    auto const m = make_model(net, seed(1));
    return evaluate(m, data, cross_entropy + l2(1e-4).on(named<"steam">));
}
