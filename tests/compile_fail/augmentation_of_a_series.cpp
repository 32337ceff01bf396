// error: image_has_channels_too_so_write_input_of<lagom::at<1>, lagom::random_affine_t.*extents<28, 28>.*extents<28, 28, 1>
// Two extents are a series; what turns wants an image.
#include <lagom/lagom.hpp>

using namespace lagom;

auto const m = make_model(input<28, 28> | random_affine(10, 0.1, 0.1, 5) | flatten | dense<3>, seed(1));
