// error: fit_takes_a_model_training_data_validation_data_objective_updates_until_options<.*int
// How long a run lasts is a rule: epochs(10).
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | dense<8> | dense<3>;

auto run(data_set const& data) -> fit_result
{
    auto m = make_model(net, seed(1));
    return fit(m, data, cross_entropy, adam(1e-3), 10);
}
