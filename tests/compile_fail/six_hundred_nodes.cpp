// error: more_nodes_need_\w+_and_DLAGOM_MOST_NODES<.*most_is<400>
// The compilers' limits allow 400 nodes in a chain; beyond them they would write thousands of lines.
#include <lagom/lagom.hpp>

using namespace lagom;

template <class Net, int... I>
constexpr auto longer(Net net, std::integer_sequence<int, I...>)
{
    return (net | ... | dense<8 + 0 * I>);
}
constexpr auto more = std::make_integer_sequence<int, 200>{};
constexpr auto net = longer(longer(longer(input<8>, more), more), more);

int main()
{
    auto const data = read_csv("iris.csv", label("label"));
    auto model = make_model(net | dense<3>, seed(1));
    return fit(model, data, cross_entropy, adam(1e-3), epochs(2), quiet).epochs > 0 ? 0 : 1;
}
