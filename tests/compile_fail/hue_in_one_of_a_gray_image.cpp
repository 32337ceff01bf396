// error: augmentation_reads_red_green_and_blue_and_is_given<lagom::at<2>, lagom::one_of_t<.*random_hue_t.*extents<28, 28, 1>
// What a choice cannot take none of them can.
#include <lagom/lagom.hpp>

using namespace lagom;

auto const m = make_model(
    input<28, 28, 1> | random_flip | one_of(random_hue(0.1), random_shift(2)) | flatten | dense<3>, seed(1));
