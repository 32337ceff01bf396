// error: rule_selects_nothing<lagom::penalty_t<lagom::l2_kind, lagom::named_t<.*nearest_is<.*stem
// A rule that selects nothing stops all that is done with its objective, and is said once.
#include <lagom/lagom.hpp>

#include <iostream>

using namespace lagom;

constexpr auto net = input<4> | named<"stem">(dense<8>) | dense<3>;
constexpr auto objective = cross_entropy + l2(1e-4).on(named<"steam">);
constexpr auto optimizer = adam(1e-3);

void run(data_set const& data)
{
    auto m = make_model(net, seed(1));
    std::cout << fit(m, data, objective, optimizer, epochs(1)) << evaluate(m, data, objective)
              << gradient(m, data.features(), data.labels(), objective).loss
              << explain(net, objective, optimizer) << memory<float>(net, objective, optimizer, 64)
              << segments(net, objective, optimizer).size() << summary(m, objective, optimizer)
              << benchmark(net, objective, optimizer, batch(64));
}
