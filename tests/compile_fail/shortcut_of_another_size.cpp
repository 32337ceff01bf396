// error: layer_rejects_shape<lagom::at<1>, lagom::projected_residual_t<.*extents<8, 8, 4>
// The shortcut keeps the size, the body does not.
#include <lagom/run/model.hpp>

#include <lagom/expr/layer/conv.hpp>
#include <lagom/expr/layer/dense.hpp>
#include <lagom/expr/layer/flatten.hpp>
#include <lagom/expr/layer/input.hpp>
#include <lagom/expr/layer/pool.hpp>
#include <lagom/expr/residual.hpp>

using namespace lagom;

auto const m = make_model(input<8, 8, 4> | residual(conv<4, 3>(strided<2>), conv<4, 1>) | flatten | dense<10>, seed(1));
