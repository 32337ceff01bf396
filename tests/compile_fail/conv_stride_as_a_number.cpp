// error: conv_takes_strided_a_padding_dilated_channel_groups_no_bias_and_initial_weights<int>
// Options say what they are: conv<8, 3>(strided<2>).
#include <lagom/run/model.hpp>

#include <lagom/expr/layer/conv.hpp>
#include <lagom/expr/layer/dense.hpp>
#include <lagom/expr/layer/flatten.hpp>
#include <lagom/expr/layer/input.hpp>
#include <lagom/expr/layer/pool.hpp>

using namespace lagom;

auto const m = make_model(input<8, 8, 1> | conv<8, 3>(2) | flatten | dense<10>, seed(1));
