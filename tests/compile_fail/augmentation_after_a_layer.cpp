// error: node_reads_the_data_and_comes_after_a_layer<lagom::at<2>, lagom::random_flip_t>
// Augmentation changes the data, so it stands before every layer.
#include <lagom/run/model.hpp>

#include <lagom/expr/activation/relu.hpp>
#include <lagom/expr/augment/random_flip.hpp>
#include <lagom/expr/layer/input.hpp>

using namespace lagom;

auto const m = make_model(input<4, 4, 1> | relu | random_flip, seed(1));
