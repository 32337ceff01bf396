// error: layer_rejects_shape<lagom::at<1>, lagom::last_position_t, lagom::extents<4, 4, 3>
// A series ends with a position, an image does not.
#include <lagom/lagom.hpp>

using namespace lagom;

auto const m = make_model(input<4, 4, 3> | last_position | dense<10>, seed(1));
