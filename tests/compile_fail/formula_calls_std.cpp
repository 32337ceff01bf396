// error: formula_uses_what_takes_plain_numbers_instead_of_where_and_the_listed_functions
// std::sin knows no lanes, nor their derivatives.
#include <lagom/lagom.hpp>

#include <cmath>

using namespace lagom;

constexpr auto net = input<4> | dense<8> | pointwise([](auto x) {
                         return std::sin(x);
                     }) |
    dense<3>;

int main()
{
    auto const data = read_csv("iris.csv", label("label"));
    auto model = make_model(net, seed(1));
    auto const result = fit(model, data, cross_entropy, adam(1e-3), epochs(2), quiet);
    return result.epochs > 0 ? 0 : 1;
}
