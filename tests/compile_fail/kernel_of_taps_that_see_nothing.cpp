// error: kernel_is_larger_than_its_input<lagom::at<1>, lagom::conv_t<4, 5, 0, lagom::strided_t<3, 3>.*extents<3, 3, 1>
// The one window of 5 begins a pixel before the 3: its first and its last tap see nothing.
#include <lagom/lagom.hpp>

using namespace lagom;

auto const m = make_model(input<3, 3, 1> | conv<4, 5>(strided<3>) | flatten | dense<2>, seed(1));
