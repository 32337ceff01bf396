// error: write_png_takes_pictures_of_float_double_or_std_uint8_t_the_name_of_a_file_and_how_many_a_line<xt::
// What an int is white at, nobody knows: a level is a byte, xt::cast<std::uint8_t>(x), and a share is a float.
#include <lagom/lagom.hpp>

using namespace lagom;

void show(xt::xtensor<int, 3> const& x) { write_png(x, "pictures.png"); }
