// error: layer_along_one_of_several_axes_is_not_built_so_flatten_first<lagom::at<1>, lagom::softmax_t, lagom::extents<4, 4>
// Of which axis? flatten first.
#include <lagom/lagom.hpp>

using namespace lagom;

auto const m = make_model(input<4, 4> | softmax, seed(1));
