// error: more_nodes_need_\w+_and_DLAGOM_MOST_NODES<.*most_is<400>
// The compilers' limits allow 400 nodes in a chain; beyond them they would write thousands of lines.
#include <lagom/lagom.hpp>

using namespace lagom;

template <int N>
constexpr auto blocks()
{
    if constexpr (N == 1) {
        return input<8> | dense<8> | relu;
    } else {
        return blocks<N - 1>() | dense<8> | relu;
    }
}
constexpr auto net = blocks<300>();

int main()
{
    auto const data = read_csv("iris.csv", label("label"));
    auto model = make_model(net | dense<3>, seed(1));
    return fit(model, data, cross_entropy, adam(1e-3), epochs(2), quiet).epochs > 0 ? 0 : 1;
}
