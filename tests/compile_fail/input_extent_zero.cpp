// error: layer_has_an_extent_of_zero<lagom::at<0>, lagom::input_t<0>
// No features, no network.
#include <lagom/lagom.hpp>

using namespace lagom;

auto const m = make_model(input<0> | dense<3>, seed(1));
