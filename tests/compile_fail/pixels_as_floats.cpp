// error: pixels_make_a_basic_data_set_of_std_uint8_t_and_not_of<float>
// data_set holds floats; basic_data_set(pixels(x), y) finds the type itself.
#include <lagom/lagom.hpp>

using namespace lagom;

auto run(xt::xtensor<std::uint8_t, 4> const& x, std::vector<int> const& y) -> std::size_t
{
    auto const data = data_set(pixels(x), y);
    return data.size();
}
