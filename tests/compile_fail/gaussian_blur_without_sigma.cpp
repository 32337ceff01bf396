// error: node_is_followed_by_what_is_none<lagom::gaussian_blur_t ?\(double, double\)>
// gaussian_blur takes its width in pixels: gaussian_blur(1).
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<8, 8, 1> | gaussian_blur | flatten | dense<3>;
