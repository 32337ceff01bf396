// error: node_lacks<lagom::at<1>, mine_t, lagom::lower_into_a_graph
// A layer of your own says what it computes.
#include <lagom/lagom.hpp>

using namespace lagom;

struct mine_t {
    using node_concept = node_tag;
    static constexpr auto kind = "mine";
    static constexpr int ops = 1;
    using formulas = types<>;
    static constexpr auto output(shape in) -> shape { return in; }
};
inline constexpr mine_t mine{};

auto const m = make_model(input<4> | mine | dense<3>, seed(1));
