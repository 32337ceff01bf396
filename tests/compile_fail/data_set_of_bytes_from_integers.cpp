// error: data_set_of_bytes_takes_an_xtensor_of_std_uint8_t_and_not_of<int>
// 300 is no byte: whoever wants bytes makes them.
#include <lagom/lagom.hpp>

using namespace lagom;

auto run(xt::xtensor<int, 2> const& x) -> std::size_t
{
    auto const data = basic_data_set<std::uint8_t>(x);
    return data.size();
}
