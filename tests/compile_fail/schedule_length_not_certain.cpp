// error: schedule_has_no_length<lagom::cosine_t<
// The epochs bound nothing: both must hold, and the time may run out first.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | dense<3>;

auto run(data_set const& data, data_set const& held_out) -> fit_result
{
    auto m = make_model(net, seed(1));
    return fit(m, data, held_out, cross_entropy, adam(cosine(1e-3)), (patience(3) && epochs(9)) || time_limit(5));
}
