// error: node_lacks<lagom::at<1>, mine_t, lagom::lower_into_a_graph
// A layer of your own is lowered with the tensor and its shape.
#include <lagom/lagom.hpp>

using namespace lagom;

struct mine_t {
    using node_concept = node_tag;
    static constexpr auto kind = "mine";
    constexpr auto lower(auto&, short x) const -> short { return x; }
    static constexpr auto output(shape in) -> shape { return in; }
};
inline constexpr mine_t mine{};

auto const m = make_model(input<4> | mine | dense<3>, seed(1));
