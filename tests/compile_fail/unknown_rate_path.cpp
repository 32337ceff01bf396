// error: no_rate_has_this_path<lagom::at_path<.*dropout.0.rte.*nearest_is<.*dropout.0.rate
// A path in the program is checked by the compiler; the nearest is named.
#include <lagom/lagom.hpp>

using namespace lagom;

auto change() -> double
{
    auto m = make_model(input<4> | dense<8> | dropout(0.2) | dense<3>, seed(1));
    m.set<"dropout.0.rte">(0.1);
    return m.rate("dropout.0.rate");
}
