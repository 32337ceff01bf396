// error: image_has_channels_too_so_write_input_of<lagom::at<1>, lagom::random_flip_t, lagom::extents<28, 28>, lagom::extents<28, 28, 1>
// [28, 28] is a series of 28 positions; an image has channels, too: input<28, 28, 1>.
#include <lagom/lagom.hpp>

using namespace lagom;

auto const m = make_model(input<28, 28> | random_flip | flatten | dense<10>, seed(1));
