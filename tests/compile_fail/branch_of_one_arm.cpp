// error: branch_takes_two_layers_or_more<lagom::dense_t<8
// One arm is no branch; what stands beside it may be the input, as in residual(dense<4>).
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | (branch(dense<8>) | concat);
