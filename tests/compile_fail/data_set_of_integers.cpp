// error: a data set holds float, double or std::uint8_t
// Integers become float or double on the way into a data set: data_set(x).
#include <lagom/lagom.hpp>

using namespace lagom;

auto run(xt::xtensor<int, 2> const& x) -> std::size_t
{
    auto const data = basic_data_set<int>(x);
    return data.size() + data.features().size();
}
