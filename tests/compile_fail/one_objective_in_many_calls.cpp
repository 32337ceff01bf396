// error: objective_has_two_data_losses<lagom::objective_t<lagom::cross_entropy_t, lagom::mse_t>
// The same objective in several calls is refused once.
#include <lagom/lagom.hpp>

#include <iostream>

using namespace lagom;

constexpr auto net = input<4> | dense<3>;
constexpr auto objective = cross_entropy + mse;
constexpr auto optimizer = adam(1e-3);

void run(data_set const& data)
{
    auto m = make_model(net, seed(1));
    std::cout << fit(m, data, objective, optimizer, epochs(1)) << evaluate(m, data, objective)
              << explain(net, objective, optimizer) << memory<float>(net, objective, optimizer, 64)
              << benchmark(net, objective, optimizer, batch(64));
}
