// error: padding_is_at_least_zero<lagom::at<1>, lagom::conv_t<8, 3
// Zeros are put around an image, none taken off: valid_padding.
#include <lagom/lagom.hpp>

using namespace lagom;

auto const m = make_model(input<8, 8, 1> | conv<8, 3>(padded<-1>) | flatten | dense<2>, seed(1));
