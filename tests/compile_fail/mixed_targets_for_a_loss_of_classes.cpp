// error: loss_takes_no_soft_targets_and_these_are_mixed<.*hinge_t.*mixup_t
// A loss that wants whole classes says so; mixup makes none.
#include <lagom/lagom.hpp>

using namespace lagom;

struct hinge_t {
    using term_concept = term_tag;
    using loss_concept = loss_tag;
    static constexpr auto name = "hinge";
    static constexpr bool classifies = true, wants_whole_classes = true;
    constexpr auto lower(auto& g, short z, short target) const -> lowered_loss
    {
        auto const e = g.map(formulas::add{}, {z, target});
        return {g.row_sum(e), e};
    }
};

constexpr auto net = input<4> | mixup(0.2) | dense<3>;

auto run(data_set const& data) -> fit_result
{
    auto m = make_model(net, seed(1));
    return fit(m, data, hinge_t{}, adam(1e-3), epochs(1));
}
