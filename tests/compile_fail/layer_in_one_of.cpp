// error: one_of_takes_two_augmentations_or_more_which_mix_the_batch_all_or_none<lagom::random_flip_t, lagom::dropout
// Between layers nothing chooses: one_of is for augmentations.
#include <lagom/lagom.hpp>

using namespace lagom;

auto const m = make_model(input<28, 28, 1> | one_of(random_flip, dropout(0.2)) | flatten | dense<3>, seed(1));
