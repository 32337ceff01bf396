// error: augmentation_reads_red_green_and_blue_and_is_given<lagom::at<1>, lagom::random_hue_t.*extents<28, 28, 1>
// One channel has no hue: random_brightness and random_contrast are for gray images, too.
#include <lagom/lagom.hpp>

using namespace lagom;

auto const m = make_model(input<28, 28, 1> | random_hue(0.1) | flatten | dense<3>, seed(1));
