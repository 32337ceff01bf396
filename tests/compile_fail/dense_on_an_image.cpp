// error: layer_rejects_shape<lagom::at<1>, lagom::dense_t<10.*extents<28, 28, 1>
// sentence: dense<10> at place 1 takes a vector and gets an image of 28 x 28 x 1: put flatten before it
// A dense layer reads a vector, and nobody flattened the image. The second dense stays silent.
#include <lagom/run/model.hpp>

#include <lagom/expr/layer/dense.hpp>
#include <lagom/expr/layer/input.hpp>

using namespace lagom;

auto const m = make_model(input<28, 28, 1> | dense<10> | dense<5>, seed(1));
