// error: read_images takes as_gray or as_rgb, once
// Pictures are made gray or coloured, not both.
#include <lagom/lagom.hpp>

using namespace lagom;

auto run() -> std::size_t { return read_images("pictures", as_gray, as_rgb).size(); }
