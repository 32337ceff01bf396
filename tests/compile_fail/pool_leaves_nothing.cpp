// error: kernel_is_larger_than_its_input<lagom::at<3>, lagom::pool_t<.*extents<1, 1, 8>
// The third pool of 2 finds one pixel of 4 x 4.
#include <lagom/run/model.hpp>

#include <lagom/expr/layer/conv.hpp>
#include <lagom/expr/layer/dense.hpp>
#include <lagom/expr/layer/flatten.hpp>
#include <lagom/expr/layer/input.hpp>
#include <lagom/expr/layer/pool.hpp>

using namespace lagom;

auto const m = make_model(input<4, 4, 8> | max_pool<2> | max_pool<2> | max_pool<2> | flatten | dense<10>, seed(1));
