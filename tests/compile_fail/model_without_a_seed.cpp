// error: make_model_takes_a_network_and_a_seed<lagom::piped<lagom::piped<lagom::input_t<4>, lagom::dense_t<8
// Initial weights are drawn from a seed that is given, so that they can be drawn again.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | dense<8> | dense<3>;

auto run() { return make_model(net); }
