// error: network_has_no_layer<lagom::input_t<4>
// An input alone computes nothing.
#include <lagom/lagom.hpp>

using namespace lagom;

auto const m = make_model(input<4>, seed(1));
