// error: layer_takes_each_option_once<lagom::conv_t<8, 3, 0, lagom::strided_t<2, 2>, lagom::strided_t<3, 3>
// Each option is said once; the layer goes on with none of them.
#include <lagom/run/model.hpp>

#include <lagom/expr/layer/conv.hpp>
#include <lagom/expr/layer/dense.hpp>
#include <lagom/expr/layer/flatten.hpp>
#include <lagom/expr/layer/input.hpp>
#include <lagom/expr/layer/pool.hpp>

using namespace lagom;

auto const m = make_model(input<8, 8, 1> | conv<8, 3>(strided<2>)(strided<3>) | flatten | dense<10>, seed(1));
