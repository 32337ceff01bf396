// error: number_is_outside_its_range|in_range\(.*random_hue.*strength
// error: in_range\(.*random_hue.*strength
// Half of the circle of hues, either way, is all of it.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto x = random_hue(0.7);
