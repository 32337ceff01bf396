// error: node_reads_the_data_and_comes_after_a_layer<lagom::at<2>, lagom::random_flip_t
// Augmentation runs before the network, not in a part of it.
#include <lagom/lagom.hpp>

using namespace lagom;

auto const m = make_model(input<4, 4, 1> | repeat<2>(random_flip) | flatten | dense<2>, seed(1));
