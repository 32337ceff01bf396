// error: formula_has_captures_and_a_number_that_changes_is_a_rate_of_a_node
// The model and the fit that it stands in say nothing more.
#include <lagom/lagom.hpp>

using namespace lagom;

int main()
{
    double slope = 0.1;
    auto const leaky = pointwise([slope](auto x) {
        return where(x > 0, x, slope * x);
    });
    auto const net = input<4> | dense<8> | leaky | dense<3>;
    auto const data = read_csv("iris.csv", label("label"));
    auto model = make_model(net, seed(1));
    auto const result = fit(model, data, cross_entropy, adam(1e-3), epochs(2), quiet);
    return result.epochs > 0 ? 0 : 1;
}
