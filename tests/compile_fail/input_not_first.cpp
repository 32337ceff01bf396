// error: no_input_before_layer<lagom::at<0>, lagom::dense_t<4
// A network begins with its input.
#include <lagom/lagom.hpp>

using namespace lagom;

auto const m = make_model(dense<4> | input<4>, seed(1));
