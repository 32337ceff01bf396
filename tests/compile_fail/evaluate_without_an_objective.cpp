// error: evaluate_takes_a_model_data_objective_options<lagom::basic_data_set<float>
// What is to be evaluated stands behind the data.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | dense<8> | dense<3>;

auto run(data_set const& data) -> evaluation_result
{
    auto m = make_model(net, seed(1));
    return evaluate(m, data);
}
