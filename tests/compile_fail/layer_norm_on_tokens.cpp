// error: layer_along_one_of_several_axes_is_not_built_so_flatten_first<lagom::at<1>, lagom::layer_norm_t, lagom::extents<3, 11>
// Three tokens of eleven numbers: each normalized by itself, as PyTorch does, is not built; flatten normalizes all 33.
#include <lagom/lagom.hpp>

using namespace lagom;

auto const m = make_model(input<3, 11> | layer_norm | flatten | dense<10>, seed(1));
