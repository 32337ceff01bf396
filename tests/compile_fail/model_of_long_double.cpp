// error: model_computes_in_float_or_double_and_not_in<long double>
// Kernels are for float and double; nothing more is said about what is done with the model.
#include <lagom/lagom.hpp>

using namespace lagom;

auto run() -> std::size_t
{
    auto const m = make_model<long double>(input<4> | dense<3>, seed(1));
    return m.paths().size();
}
