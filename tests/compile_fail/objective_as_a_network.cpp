// error: what_is_given_is_no_network<lagom::cross_entropy_t>
// A model is made of a network.
#include <lagom/lagom.hpp>

using namespace lagom;

auto const m = make_model(cross_entropy, seed(1));
