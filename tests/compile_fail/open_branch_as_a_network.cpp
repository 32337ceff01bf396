// error: what_is_given_is_no_network<lagom::piped_to_branch<
// Arms that nothing joins are no network.
#include <lagom/lagom.hpp>

using namespace lagom;

auto const m = make_model(input<4> | branch(dense<2>, dense<3>), seed(1));
