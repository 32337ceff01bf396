// error: layer_rejects_shape<lagom::at<2>, lagom::instance_norm_t<.*extents<1, 1, 6>
// A number less its own mean is 0.
#include <lagom/run/model.hpp>

#include <lagom/expr/layer/conv.hpp>
#include <lagom/expr/layer/dense.hpp>
#include <lagom/expr/layer/flatten.hpp>
#include <lagom/expr/layer/input.hpp>
#include <lagom/expr/layer/pool.hpp>
#include <lagom/expr/norm/group_norm.hpp>

using namespace lagom;

auto const m = make_model(input<2, 2, 6> | max_pool<2> | instance_norm | flatten | dense<10>, seed(1));
