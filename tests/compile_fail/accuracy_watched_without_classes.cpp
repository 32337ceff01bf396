// error: rule_watches_accuracy_and_the_loss_has_none<lagom::any_of_rules<.*lagom::mse_t>
// A regression has no accuracy.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | dense<8> | dense<1>;

auto run(data_set const& data) -> fit_result
{
    auto m = make_model(net, seed(1));
    return fit(m, data, data, mse, adam(1e-3), patience(3).watching(accuracy) || epochs(9));
}
