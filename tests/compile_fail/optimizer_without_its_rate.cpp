// error: fit_takes_a_model_training_data.*adam_without_its_rate
// Every optimizer is given its rate: adam(1e-3).
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | standardize | dense<8> | relu | dense<3>;

int main()
{
    auto const data = read_csv("iris.csv", label("label"));
    auto model = make_model(net, seed(1));
    auto const result = fit(model, data, cross_entropy, adam, epochs(2));
    return result.epochs > 0 ? 0 : 1;
}
