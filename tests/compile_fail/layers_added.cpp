// error: layers_are_joined_by_a_bar<lagom::input_t<4>, lagom::dense_t<8
// Data go through one layer, then through the next.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> + dense<8> | relu | dense<3>;

auto run() { return make_model(net, seed(1)); }
