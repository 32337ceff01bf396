// error: run_may_never_end_so_join_epochs_by_or<lagom::goal_t<
// A goal may never be reached: add || epochs(n).
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | dense<3>;

auto run(data_set const& data) -> fit_result
{
    auto m = make_model(net, seed(1));
    return fit(m, data, cross_entropy, adam(1e-3), goal(0.1));
}
