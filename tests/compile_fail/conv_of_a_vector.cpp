// error: layer_goes_over_an_image_or_with_one_extent_over_a_series<lagom::at<1>, lagom::conv_t<8, 3.*extents<784>
// A vector has no neighbours: input<28, 28, 1>.
#include <lagom/run/model.hpp>

#include <lagom/expr/layer/conv.hpp>
#include <lagom/expr/layer/dense.hpp>
#include <lagom/expr/layer/flatten.hpp>
#include <lagom/expr/layer/input.hpp>
#include <lagom/expr/layer/pool.hpp>

using namespace lagom;

auto const m = make_model(input<784> | conv<8, 3> | dense<10>, seed(1));
