// error: layer_rejects_shape<lagom::at<1>, lagom::random_flip_t.*extents<64>
// What flips wants height, width and channels.
#include <lagom/lagom.hpp>

using namespace lagom;

auto const m = make_model(input<64> | random_flip | dense<3>, seed(1));
