// error: number_is_outside_its_range|in_range\(.*sometimes.*rate
// error: in_range\(.*sometimes.*rate
// A probability lies in [0, 1].
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto x = sometimes(30, random_flip);
