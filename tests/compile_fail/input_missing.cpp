// error: no_input_before_layer<lagom::at<0>, lagom::dense_t<10
// sentence: dense<10> at place 0 has no input before it: begin the network with input<extents...>
// A network begins with its input.
#include <lagom/run/model.hpp>

#include <lagom/expr/layer/dense.hpp>

using namespace lagom;

auto const m = make_model(dense<10> | dense<5>, seed(1));
