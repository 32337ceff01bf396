// error: sometimes_takes_a_probability_and_augmentations_which_mix_the_batch_all_or_none<lagom::piped<
// Mixup is drawn once a batch and a flip for each image: they cannot happen together.
#include <lagom/lagom.hpp>

using namespace lagom;

auto const m =
    make_model(input<28, 28, 1> | sometimes(0.5, random_flip | mixup(0.2)) | flatten | dense<3>, seed(1));
