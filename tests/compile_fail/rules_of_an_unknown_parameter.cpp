// error: no_parameter_has_this_path
// A fact about a parameter that is not there.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | dense<3>;
constexpr auto found = rules(net, cross_entropy + l2(1e-4), adam(1e-3)).of("dense.1.kernel");
