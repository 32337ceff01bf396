// error: a data set holds float, double or std::uint8_t
// A network computes in float or double, so a file is read as such.
#include <lagom/lagom.hpp>

using namespace lagom;

auto run() -> std::size_t { return read_csv<int>("iris.csv", label("species")).size(); }
