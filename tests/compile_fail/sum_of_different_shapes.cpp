// error: layer_rejects_shape<lagom::at<1>, lagom::joined_t<lagom::sum_t, lagom::dense_t<7.*dense_t<8.*extents<4>
// Arms that are added have one shape.
#include <lagom/lagom.hpp>

using namespace lagom;

auto const m = make_model(input<4> | (branch(dense<7>, dense<8>) | sum), seed(1));
