// error: number_is_outside_its_range|in_range\(.*random_shift.*pixels
// error: in_range\(.*random_shift.*pixels
// Keras says shares of the image, this says pixels, and a tenth of one is none.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto x = random_shift(0.1);
