// error: layer_rejects_shape<lagom::at<1>, lagom::joined_t<lagom::sum_t.*extents<8, 8, 4>
// Half of an image cannot be added to the whole: give the shortcut the stride, too.
#include <lagom/run/model.hpp>

#include <lagom/expr/layer/conv.hpp>
#include <lagom/expr/layer/dense.hpp>
#include <lagom/expr/layer/flatten.hpp>
#include <lagom/expr/layer/input.hpp>
#include <lagom/expr/layer/pool.hpp>
#include <lagom/expr/branch.hpp>

using namespace lagom;

auto const m = make_model(input<8, 8, 4> | (branch(conv<4, 3>(strided<2>), conv<4, 1>) | sum) | flatten | dense<10>, seed(1));
