// error: read_csv takes only, delimiter and comment_lines once each
// A file is divided by one character.
#include <lagom/lagom.hpp>

using namespace lagom;

auto run() -> std::size_t { return read_csv("iris.csv", delimiter(';'), delimiter('\t')).size(); }
