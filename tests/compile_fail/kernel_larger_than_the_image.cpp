// error: kernel_is_larger_than_its_input<lagom::at<1>, lagom::conv_t<8, 30.*extents<28, 28, 1>
// Without padding no window of 30 pixels fits into 28.
#include <lagom/run/model.hpp>

#include <lagom/expr/layer/conv.hpp>
#include <lagom/expr/layer/dense.hpp>
#include <lagom/expr/layer/flatten.hpp>
#include <lagom/expr/layer/input.hpp>
#include <lagom/expr/layer/pool.hpp>

using namespace lagom;

auto const m = make_model(input<28, 28, 1> | conv<8, 30>(valid_padding) | flatten | dense<10>, seed(1));
