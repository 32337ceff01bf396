// error: layer_rejects_shape<lagom::at<1>, lagom::group_norm_t<4>.*extents<8, 8, 6>
// Six channels are no four groups.
#include <lagom/run/model.hpp>

#include <lagom/expr/layer/conv.hpp>
#include <lagom/expr/layer/dense.hpp>
#include <lagom/expr/layer/flatten.hpp>
#include <lagom/expr/layer/input.hpp>
#include <lagom/expr/layer/pool.hpp>
#include <lagom/expr/norm/group_norm.hpp>

using namespace lagom;

auto const m = make_model(input<8, 8, 6> | group_norm<4> | flatten | dense<10>, seed(1));
