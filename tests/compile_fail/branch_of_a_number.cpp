// error: branch_takes_two_layers_or_more<lagom::dense_t<8.*int
// A width where a layer belongs.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | (branch(dense<8>, 8) | sum);
