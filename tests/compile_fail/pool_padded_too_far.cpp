// error: padding_is_wider_than_half_of_the_kernel<lagom::at<1>, lagom::pool_t<.*extents<8, 8, 1>
// The outer windows would see padding alone.
#include <lagom/run/model.hpp>

#include <lagom/expr/layer/conv.hpp>
#include <lagom/expr/layer/dense.hpp>
#include <lagom/expr/layer/flatten.hpp>
#include <lagom/expr/layer/input.hpp>
#include <lagom/expr/layer/pool.hpp>

using namespace lagom;

auto const m = make_model(input<8, 8, 1> | max_pool<2>(padded<2>) | flatten | dense<10>, seed(1));
