// error: layer_goes_over_an_image_or_with_one_extent_over_a_series<lagom::at<2>, lagom::pool_t<.*extents<32>
// Nothing is beside a number of a vector.
#include <lagom/run/model.hpp>

#include <lagom/expr/layer/conv.hpp>
#include <lagom/expr/layer/dense.hpp>
#include <lagom/expr/layer/flatten.hpp>
#include <lagom/expr/layer/input.hpp>
#include <lagom/expr/layer/pool.hpp>

using namespace lagom;

auto const m = make_model(input<4> | dense<32> | max_pool<2> | dense<10>, seed(1));
