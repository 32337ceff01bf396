// error: layer_rejects_shape<lagom::at<2>, lagom::input_t<4>, lagom::extents<4>
// A network begins once.
#include <lagom/lagom.hpp>

using namespace lagom;

auto const m = make_model(input<4> | dense<4> | input<4> | dense<3>, seed(1));
