// error: layer_rejects_shape<lagom::at<1>, lagom::joined_t<lagom::concat_t, lagom::flatten_t.*extents<28, 28, 1>
// An image cannot stand beside a vector.
#include <lagom/lagom.hpp>

using namespace lagom;

auto const m = make_model(input<28, 28, 1> | (branch(flatten, relu) | concat) | dense<3>, seed(1));
