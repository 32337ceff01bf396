// error: kernel_is_larger_than_its_input<lagom::at<1>, lagom::conv_t<8, 9.*extents<4, 4, 1>
// The outer taps of 9 see nothing of 4 pixels, wherever the window stands: nothing is learnt there.
#include <lagom/run/model.hpp>

#include <lagom/expr/layer/conv.hpp>
#include <lagom/expr/layer/dense.hpp>
#include <lagom/expr/layer/flatten.hpp>
#include <lagom/expr/layer/input.hpp>
#include <lagom/expr/layer/pool.hpp>

using namespace lagom;

auto const m = make_model(input<4, 4, 1> | conv<8, 9> | flatten | dense<10>, seed(1));
