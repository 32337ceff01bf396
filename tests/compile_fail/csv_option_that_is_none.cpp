// error: what_is_given_is_no_option_of_read_csv<char
// The label is said by its option: label("species").
#include <lagom/lagom.hpp>

using namespace lagom;

auto run() -> std::size_t { return read_csv("iris.csv", "species").size(); }
