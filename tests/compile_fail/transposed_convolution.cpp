// error: transposed_convolution_is_not_built_so_write_upsample_and_conv<8, 3, 0>
// There is none: upsample<2> | conv<8, 3> makes a larger image.
#include <lagom/run/model.hpp>

#include <lagom/expr/layer/conv.hpp>
#include <lagom/expr/layer/dense.hpp>
#include <lagom/expr/layer/flatten.hpp>
#include <lagom/expr/layer/input.hpp>

using namespace lagom;

auto const m = make_model(input<8, 8, 1> | transposed_conv<8, 3> | flatten | dense<10>, seed(1));
