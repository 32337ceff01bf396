// error: fit_takes_a_model_training_data_validation_data_objective_updates_until_options<.*adam_t<.*cross_entropy_t
// First what is minimized, then how.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | dense<8> | dense<3>;

auto run(data_set const& data) -> fit_result
{
    auto m = make_model(net, seed(1));
    return fit(m, data, adam(1e-3), cross_entropy, epochs(1));
}
