// error: nothing_is_left_to_learn<lagom::chain<lagom::adam_t<.*freeze_t<
// Every parameter is frozen.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | dense<8> | relu | dense<3>;

auto run(data_set const& data) -> fit_result
{
    auto m = make_model(net, seed(1));
    return fit(m, data, cross_entropy, adam(1e-3) | freeze(kernel || bias), epochs(1));
}
