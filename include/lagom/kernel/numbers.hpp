// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/kernel/math.hpp>
#include <lagom/plan/view.hpp>

#include <type_traits>
#include <utility>

namespace lagom::kernels {

/// What an op's formula gives for one number an operand, by the arithmetic of its kernel; `scalar` says that
/// they are numbers of the whole step.
using map_of_numbers = double (*)(graphs::op const& o, bool scalar, double const* in);

/// A formula as ops use it.
struct use {
    graphs::formula f{};
    unsigned char arity = 0;
    bool scalar = false;

    constexpr auto operator==(use const&) const -> bool = default;
};

/// Each use of a formula once.
template <class Plan>
constexpr auto find_uses()
{
    basics::vec<use, decltype(Plan::graph)::capacity> all;
    for (auto const& o : Plan::graph.ops) {
        use const u{o.f, o.arity, Plan::graph.tensors[o.out].over.where == graphs::space::scalar};
        bool known = o.what != graphs::op_kind::map;
        for (auto const& other : all) {
            known = known || other == u;
        }
        if (!known) {
            all.push(u);
        }
    }
    return all;
}
template <class Plan>
struct uses {
    static constexpr auto roomy = find_uses<Plan>();
    static constexpr int count = roomy.count;
    static constexpr auto all = basics::trim<count>(roomy.items);

    template <int U>
    struct at {
        static constexpr use u = all.items[U];
        using type = graphs::callable<typename Plan::formulas, u.f.base, u.f.reading>;
        using number = std::conditional_t<u.scalar, double, math::lane<typename Plan::scalar>>;
    };
};

inline auto first_number(double x) -> double { return x; }
template <class T>
auto first_number(math::lane<T> x) -> double
{
    alignas(64) T numbers[math::lane<T>::width];
    x.store(numbers);
    return static_cast<double>(numbers[0]);
}

template <class Use, int... K>
auto apply_once(double const* in, std::integer_sequence<int, K...>) -> double
{
    using number = typename Use::number;
    return first_number(number(typename Use::type{}(number(in[K])...)));
}

template <class Plan, int... U>
auto map_numbers(use const& wanted, double const* in, std::integer_sequence<int, U...>) -> double
{
    double y = 0;
    static_cast<void>(((uses<Plan>::all.items[U] == wanted &&
                        (y = apply_once<typename uses<Plan>::template at<U>>(
                             in, std::make_integer_sequence<int, uses<Plan>::all.items[U].arity>{}),
                         true)) ||
                       ...));
    return y;
}

/// The formulas of a plan, for those who look at a step op by op: one function, of what its kernels are made
/// of.
template <class Plan>
auto map_of_plan(graphs::op const& o, bool scalar, double const* in) -> double
{
    return map_numbers<Plan>({o.f, o.arity, scalar}, in,
                             std::make_integer_sequence<int, uses<Plan>::count>{});
}

} // namespace lagom::kernels
