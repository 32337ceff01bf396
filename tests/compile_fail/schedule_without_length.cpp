// error: schedule_has_no_length<lagom::cosine_t<
// A cosine over the run needs to know how long that is: time_limit does not say.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | dense<3>;

auto run(data_set const& data) -> fit_result
{
    auto m = make_model(net, seed(1));
    return fit(m, data, cross_entropy, adam(cosine(1e-3)), time_limit(5));
}
