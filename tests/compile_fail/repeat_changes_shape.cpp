// error: layer_rejects_shape<lagom::at<1>, lagom::repeat_t<3, 
// A block that is repeated gives the shape that it takes.
#include <lagom/lagom.hpp>

using namespace lagom;

auto const m = make_model(input<4> | repeat<3>(dense<8> | relu | dense<5>) | dense<3>, seed(1));
