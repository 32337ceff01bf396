// error: fit_takes_a_model_training_data_validation_data_objective_updates_until_options<lagom::piped<lagom::piped<lagom::input_t<4>
// A network is an expression; what has weights is the model that make_model makes of it.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | dense<8> | dense<3>;

auto run(data_set const& data) -> fit_result { return fit(net, data, cross_entropy, adam(1e-3), epochs(1)); }
