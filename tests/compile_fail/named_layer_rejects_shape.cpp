// error: layer_rejects_shape<lagom::at_named<2, .*head.*lagom::dense_t<10.*extents<28, 28, 1>
// sentence: dense<10> at place 2, in "head", takes a vector and gets an image of 28 x 28 x 1: put flatten before it
// A node with a user's name is named by it, too.
#include <lagom/lagom.hpp>

using namespace lagom;

auto const m = make_model(input<28, 28, 1> | named<"head">(dense<10>), seed(1));
