// error: no_scale_is_said_once<lagom::instance_norm_t<false>
// Each option is said once.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto layer = instance_norm(no_scale)(no_scale);
