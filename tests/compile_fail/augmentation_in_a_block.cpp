// error: node_reads_the_data_and_comes_after_a_layer<lagom::at<3>, lagom::random_flip_t
// A block behind a layer holds no augmentation.
#include <lagom/lagom.hpp>

using namespace lagom;

auto const m = make_model(input<4, 4, 1> | relu | residual(random_flip | relu) | flatten | dense<2>, seed(1));
