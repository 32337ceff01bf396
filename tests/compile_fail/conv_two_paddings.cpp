// error: layer_takes_each_option_once<lagom::conv_t<8, 3, 0, lagom::padding_t<.*, lagom::padding_t<
// same_padding, valid_padding and padded say one thing.
#include <lagom/run/model.hpp>

#include <lagom/expr/layer/conv.hpp>
#include <lagom/expr/layer/dense.hpp>
#include <lagom/expr/layer/flatten.hpp>
#include <lagom/expr/layer/input.hpp>
#include <lagom/expr/layer/pool.hpp>

using namespace lagom;

auto const m = make_model(input<8, 8, 1> | conv<8, 3>(same_padding, padded<1>) | flatten | dense<10>, seed(1));
