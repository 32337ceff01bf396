// error: the groups of by_group are integers or texts
// Real numbers are not names of anything: 0.1 + 0.2 would be no member of the group 0.3.
#include <lagom/lagom.hpp>

using namespace lagom;

auto run(data_set const& data, std::vector<double> const& patients) -> std::size_t
{
    return split(data, {0.8, 0.2}, seed(1), by_group(patients)).size();
}
