// error: two_nodes_have_the_same_name<.*"a"
// A name stands for one block among its neighbours.
#include <lagom/lagom.hpp>

using namespace lagom;

auto const m = make_model(input<4> | named<"a">(dense<8>) | named<"a">(dense<3>), seed(1));
