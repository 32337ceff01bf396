// error: stride_and_dilation_are_at_least_one<lagom::at<1>, lagom::conv_t<8, 3.*extents<8, 8, 1>
// A window that does not move sees one place.
#include <lagom/run/model.hpp>

#include <lagom/expr/layer/conv.hpp>
#include <lagom/expr/layer/dense.hpp>
#include <lagom/expr/layer/flatten.hpp>
#include <lagom/expr/layer/input.hpp>
#include <lagom/expr/layer/pool.hpp>

using namespace lagom;

auto const m = make_model(input<8, 8, 1> | conv<8, 3>(strided<0>) | flatten | dense<10>, seed(1));
