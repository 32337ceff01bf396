// error: groups_do_not_divide_the_channels<lagom::at<1>, lagom::conv_t<8, 3.*extents<8, 8, 3>
// Three channels have no two groups of one size.
#include <lagom/run/model.hpp>

#include <lagom/expr/layer/conv.hpp>
#include <lagom/expr/layer/dense.hpp>
#include <lagom/expr/layer/flatten.hpp>
#include <lagom/expr/layer/input.hpp>
#include <lagom/expr/layer/pool.hpp>

using namespace lagom;

auto const m = make_model(input<8, 8, 3> | conv<8, 3>(channel_groups<2>) | flatten | dense<10>, seed(1));
