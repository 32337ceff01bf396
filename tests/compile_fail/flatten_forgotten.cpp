// error: layer_rejects_shape<lagom::at<2>, lagom::dense_t<10.*extents<28, 28, 1>
// sentence: dense<10> at place 2 takes a vector and gets an image of 28 x 28 x 1: put flatten before it
// An image goes through its augmentation into a dense layer: the place counts the input as 0.
#include <lagom/lagom.hpp>

using namespace lagom;

auto const m = make_model(input<28, 28, 1> | random_flip | dense<10>, seed(1));
