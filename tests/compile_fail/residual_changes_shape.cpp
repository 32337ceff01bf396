// error: layer_rejects_shape<lagom::at<2>, lagom::residual_t<lagom::dense_t<7.*extents<8>
// y = body(x) + x needs a body that keeps the shape.
#include <lagom/run/model.hpp>

#include <lagom/expr/layer/dense.hpp>
#include <lagom/expr/layer/input.hpp>
#include <lagom/expr/residual.hpp>

using namespace lagom;

auto const m = make_model(input<4> | dense<8> | residual(dense<7>) | dense<3>, seed(1));
