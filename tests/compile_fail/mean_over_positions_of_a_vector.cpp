// error: layer_rejects_shape<lagom::at<1>, lagom::mean_over_positions_t, lagom::extents<28>
// A vector has one position.
#include <lagom/lagom.hpp>

using namespace lagom;

auto const m = make_model(input<28> | mean_over_positions | dense<10>, seed(1));
