// error: formula_uses_what_takes_plain_numbers_instead_of_where_and_the_listed_functions
// What a formula costs, and whether it takes lanes, is found out at compile time: it needs the word constexpr.
#include <lagom/lagom.hpp>

using namespace lagom;

struct square {
    auto operator()(auto x) const { return x * x; }
};
constexpr auto net = input<4> | dense<8> | pointwise(square{}) | dense<3>;

int main()
{
    auto const data = read_csv("iris.csv", label("label"));
    auto model = make_model(net, seed(1));
    auto const result = fit(model, data, cross_entropy, adam(1e-3), epochs(2), quiet);
    return result.epochs > 0 ? 0 : 1;
}
