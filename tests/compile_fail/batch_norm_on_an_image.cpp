// error: layer_rejects_shape<lagom::at<1>, lagom::batch_norm_t, lagom::extents<28, 28>
// Batch norm wants columns: flatten first.
#include <lagom/lagom.hpp>

using namespace lagom;

auto const m = make_model(input<28, 28> | batch_norm | flatten | dense<10>, seed(1));
