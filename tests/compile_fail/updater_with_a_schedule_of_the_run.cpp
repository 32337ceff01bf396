// error: schedule_has_no_length<lagom::cosine_t<lagom::whole_run> ?>
// An updater has no run: cosine(0.1, steps(100)) says how long it is.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | dense<3>;

void run()
{
    auto m = make_model(net, seed(1));
    updater u(m, sgd(cosine(0.1)));
}
