// error: layer_rejects_shape<lagom::at<1>, lagom::scale_by_t<.*extents<8, 8, 4>
// Five factors for four channels.
#include <lagom/run/model.hpp>

#include <lagom/expr/layer/conv.hpp>
#include <lagom/expr/layer/dense.hpp>
#include <lagom/expr/layer/flatten.hpp>
#include <lagom/expr/layer/input.hpp>
#include <lagom/expr/layer/pool.hpp>
#include <lagom/expr/scale_by.hpp>

using namespace lagom;

auto const m = make_model(input<8, 8, 4> | scale_by(global_average_pool | dense<5>) | flatten | dense<10>, seed(1));
