// error: read_csv takes only or without, not both
// What is not chosen is left out.
#include <lagom/lagom.hpp>

using namespace lagom;

auto run() -> std::size_t { return read_csv("iris.csv", only("a"), without("id"), label("species")).size(); }
