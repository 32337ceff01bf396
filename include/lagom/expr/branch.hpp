// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/activation/tanh.hpp>
#include <lagom/expr/piped.hpp>
#include <lagom/graph/formula.hpp>

#include <boost/hana/for_each.hpp>
#include <boost/hana/tuple.hpp>

namespace lagom {

struct concat_t {};
struct sum_t {};
/// Joins the arms of a branch side by side.
inline constexpr concat_t concat{};
/// Joins the arms of a branch by adding them up.
inline constexpr sum_t sum{};
/// `sum` where `using namespace xt` brings xt::sum, too.
inline constexpr sum_t sum_of_arms{};
template <class J>
concept arm_join = std::same_as<J, concat_t> || std::same_as<J, sum_t>;

template <class Join, node... Arms>
struct joined_t {
    using node_concept = node_tag;
    using children = nodes<Arms...>;
    using formulas = decltype((types<>{} + ... + expr::formulas_of<Arms>()));
    static constexpr auto kind = "branch";
    static constexpr int ops = (4 + ... + (expr::ops_of<Arms>() + 3)),
                         parameters = (0 + ... + expr::parameters_of<Arms>());
    static constexpr bool sums = std::same_as<Join, sum_t>;

    boost::hana::tuple<Arms...> arms;

    constexpr auto lower(auto& g, short x, shape in) const -> short
    {
        short y = -1;
        int number = 0;
        boost::hana::for_each(arms, [&](auto const& arm) {
            auto const outside = g.enter_part(number++);
            shape at = in;
            short const made = expr::lower_node(arm, g, x, at);
            g.leave(outside);
            y = y < 0 ? made : sums ? g.map(lagom::formulas::add{}, {y, made}) : g.concat(y, made);
        });
        return y;
    }
    static constexpr auto output(shape in) -> shape
    {
        shape const made[]{Arms::output(in)...};
        shape joined = made[0];
        for (int i = 1; i < static_cast<int>(sizeof...(Arms)); ++i) {
            bool const fits = sums || made[i].rank < 1 ? made[i] == joined
                                                       : made[i].with_channels(joined.channels()) == joined;
            if (!fits || joined.rank < 1) {
                return ill_shaped;
            }
            joined = joined.with_channels(joined.channels() + (sums ? 0 : made[i].channels()));
        }
        return in.rank > 0 ? joined : ill_shaped;
    }
    static constexpr void rates(auto& self, auto&& sink)
    {
        boost::hana::for_each(self.arms, [&](auto& arm) {
            expr::visit_rates(arm, sink);
        });
    }
};

/// Arms that wait for the node that joins them: `branch(a, b) | concat`.
template <node... Arms>
struct branch_t {
    boost::hana::tuple<Arms...> arms;
};

namespace expr {

constexpr auto as_node(tanh_name) -> tanh_t { return {}; }
template <node N>
constexpr auto as_node(N n) -> N
{
    return n;
}
template <class A>
concept arm = node<A> || std::same_as<A, tanh_name>;

template <arm... Arms>
constexpr auto branch_of(Arms... arms)
{
    return branch_t<decltype(as_node(arms))...>{{as_node(arms)...}};
}

} // namespace expr

/// The same input through several arms, joined by `concat` (channels side by side) or `sum` (equal shapes
/// added up).
///
/// Shape    S -> the arms' positions with the sum of their channels, or the arms' shape
/// Params   those of the arms: branch.0.1.dense.0.kernel is in the second arm
/// Example  branch(dense<8>, dense<8> | relu) | concat
template <expr::arm A = expr::tanh_name, expr::arm B = expr::tanh_name>
constexpr auto branch(A a, B b)
{
    return expr::branch_of(a, b);
}
// A bare `tanh` is several functions, from which no type is deduced: the default says which is meant. A pack has
// no defaults, so there is one overload for each number of arms; beyond eight, `tanh()` is a value.
template <expr::arm A = expr::tanh_name, expr::arm B = expr::tanh_name, expr::arm C = expr::tanh_name>
constexpr auto branch(A a, B b, C c)
{
    return expr::branch_of(a, b, c);
}
template <expr::arm A = expr::tanh_name, expr::arm B = expr::tanh_name, expr::arm C = expr::tanh_name,
          expr::arm D = expr::tanh_name>
constexpr auto branch(A a, B b, C c, D d)
{
    return expr::branch_of(a, b, c, d);
}
template <expr::arm A = expr::tanh_name, expr::arm B = expr::tanh_name, expr::arm C = expr::tanh_name,
          expr::arm D = expr::tanh_name, expr::arm E = expr::tanh_name>
constexpr auto branch(A a, B b, C c, D d, E e)
{
    return expr::branch_of(a, b, c, d, e);
}
template <expr::arm A = expr::tanh_name, expr::arm B = expr::tanh_name, expr::arm C = expr::tanh_name,
          expr::arm D = expr::tanh_name, expr::arm E = expr::tanh_name, expr::arm F = expr::tanh_name>
constexpr auto branch(A a, B b, C c, D d, E e, F f)
{
    return expr::branch_of(a, b, c, d, e, f);
}
template <expr::arm A = expr::tanh_name, expr::arm B = expr::tanh_name, expr::arm C = expr::tanh_name,
          expr::arm D = expr::tanh_name, expr::arm E = expr::tanh_name, expr::arm F = expr::tanh_name,
          expr::arm G = expr::tanh_name>
constexpr auto branch(A a, B b, C c, D d, E e, F f, G g)
{
    return expr::branch_of(a, b, c, d, e, f, g);
}
template <expr::arm A = expr::tanh_name, expr::arm B = expr::tanh_name, expr::arm C = expr::tanh_name,
          expr::arm D = expr::tanh_name, expr::arm E = expr::tanh_name, expr::arm F = expr::tanh_name,
          expr::arm G = expr::tanh_name, expr::arm H = expr::tanh_name, node... More>
constexpr auto branch(A a, B b, C c, D d, E e, F f, G g, H h, More... more)
{
    return expr::branch_of(a, b, c, d, e, f, g, h, more...);
}
template <class... Given>
    requires(sizeof...(Given) < 2 || !(expr::arm<Given> && ...))
constexpr auto branch(Given const&...) -> branch_t<tanh_t, tanh_t>
{
    refuse(branch_takes_two_layers_or_more<Given...>{});
    return {};
}

template <node... Arms>
constexpr auto operator|(branch_t<Arms...> b, concat_t) -> joined_t<concat_t, Arms...>
{
    return {b.arms};
}
template <node... Arms>
constexpr auto operator|(branch_t<Arms...> b, sum_t) -> joined_t<sum_t, Arms...>
{
    return {b.arms};
}

/// A branch within a chain is joined by what follows it: x | branch(a, b) | sum.
template <node Before, node... Arms>
struct piped_to_branch {
    Before before;
    branch_t<Arms...> arms;
};
template <node Before, node... Arms>
constexpr auto operator|(Before before, branch_t<Arms...> b) -> piped_to_branch<Before, Arms...>
{
    return {before, b};
}
template <node... Arms, class What>
constexpr auto operator|(branch_t<Arms...> b, What const&) -> joined_t<concat_t, Arms...>
{
    refuse(branch_is_not_joined_by_sum_or_concat<What>{});
    return {b.arms};
}
template <node Before, node... Arms, class What>
    requires(!arm_join<What>)
constexpr auto operator|(piped_to_branch<Before, Arms...> s, What const&) -> Before
{
    refuse(branch_is_not_joined_by_sum_or_concat<What>{});
    return s.before;
}
template <node Before, node... Arms, arm_join Join>
constexpr auto operator|(piped_to_branch<Before, Arms...> s, Join join)
{
    return s.before | (s.arms | join);
}

} // namespace lagom
