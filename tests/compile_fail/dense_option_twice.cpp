// error: layer_takes_each_option_once<lagom::dense_t<8, lagom::no_bias_t, lagom::no_bias_t>
// Each option is said once.
#include <lagom/run/model.hpp>

#include <lagom/expr/layer/conv.hpp>
#include <lagom/expr/layer/dense.hpp>
#include <lagom/expr/layer/flatten.hpp>
#include <lagom/expr/layer/input.hpp>
#include <lagom/expr/layer/pool.hpp>

using namespace lagom;

auto const m = make_model(input<8> | dense<8>(no_bias, no_bias) | dense<10>, seed(1));
