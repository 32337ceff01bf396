// error: layer_rejects_shape<lagom::at<1>, lagom::softmax_t, lagom::extents<4, 4>
// Of which axis? flatten first.
#include <lagom/lagom.hpp>

using namespace lagom;

auto const m = make_model(input<4, 4> | softmax, seed(1));
