// error: array_holds_float_double_bool_or_integers_and_not<long double>
// NumPy's longdouble differs from machine to machine.
#include <lagom/lagom.hpp>

using namespace lagom;

auto run() -> std::size_t { return read_npy<long double>("x.npy").size(); }
