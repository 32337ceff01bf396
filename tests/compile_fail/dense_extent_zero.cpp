// error: layer_has_an_extent_of_zero<lagom::at<1>, lagom::dense_t<0
// A layer has units.
#include <lagom/lagom.hpp>

using namespace lagom;

auto const m = make_model(input<4> | dense<0>, seed(1));
