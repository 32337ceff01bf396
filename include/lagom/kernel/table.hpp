// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/kernel/move.hpp>
#include <lagom/kernel/panel_loop.hpp>
#include <lagom/kernel/row_loop.hpp>
#include <lagom/kernel/scalar_loop.hpp>
#include <lagom/plan/view.hpp>

#include <array>

/// From values back to types: a plan's segments as a table of kernels. A kernel's key is its nest and its
/// programs, never the network; equal segments share one entry, and only the first is decoded.
namespace lagom::kernels {

/// Instruction J of a plan, as its type.
template <class Plan, int J, plan::code What = Plan::programs.code[J].what>
struct decode;

template <class Plan, int J>
struct decode<Plan, J, plan::code::load> {
    using type = load<Plan::programs.code[J].how>;
};
template <class Plan, int J>
struct decode<Plan, J, plan::code::draw> {
    using type = draw<Plan::programs.code[J].drawn, Plan::programs.code[J].how>;
};
template <class Plan, int J>
struct decode<Plan, J, plan::code::store> {
    using type = store<Plan::programs.code[J].how, Plan::programs.code[J].in[0]>;
};
template <class Plan, int J>
struct decode<Plan, J, plan::code::sum> {
    using type = reduce<Plan::programs.code[J].in[0], false>;
};
template <class Plan, int J>
struct decode<Plan, J, plan::code::most> {
    using type = reduce<Plan::programs.code[J].in[0], true>;
};
template <class Plan, int J>
struct decode<Plan, J, plan::code::apply> {
    using f = graphs::callable<typename Plan::formulas, Plan::programs.code[J].f.base,
                               Plan::programs.code[J].f.reading>;
    template <class Sequence>
    struct on;
    template <int... K>
    struct on<std::integer_sequence<int, K...>> {
        using type = apply<f, Plan::programs.code[J].in[K]...>;
    };
    using type = typename on<std::make_integer_sequence<int, Plan::programs.code[J].arity>>::type;
};

template <class Plan, int Register, int Operand, int First, class Sequence>
struct program_at;
template <class Plan, int Register, int Operand, int First, int... J>
struct program_at<Plan, Register, Operand, First, std::integer_sequence<int, J...>> {
    using type = program<Register, Operand, typename decode<Plan, First + J>::type...>;
};

template <class Plan, int S, int Stage>
struct stage_at {
    static constexpr plan::stage_listing l = Plan::programs.of[S].stage[Stage];
    using tile = typename program_at<Plan, l.tile_register, l.tile_operand, l.tile,
                                     std::make_integer_sequence<int, l.column - l.tile>>::type;
    using column = typename program_at<Plan, l.column_register, l.column_operand, l.column,
                                       std::make_integer_sequence<int, l.end - l.column>>::type;
    using type = stage<tile, column>;
};

template <class Plan, int S, form Form, int... Stage>
constexpr auto panels_of(std::integer_sequence<int, Stage...>) -> kernel<typename Plan::scalar>
{
    return &panel_loop<Form, typename Plan::scalar, typename stage_at<Plan, S, Stage>::type...>;
}
template <class Plan, int S, int... Stage>
constexpr auto rows_of(std::integer_sequence<int, Stage...>) -> kernel<typename Plan::scalar>
{
    return &row_loop<typename Plan::scalar, typename stage_at<Plan, S, Stage>::type...>;
}

template <class Plan, int S>
constexpr auto kernel_of() -> kernel<typename Plan::scalar>
{
    using T = typename Plan::scalar;
    using graphs::nest;
    constexpr nest what = Plan::fused.segments[S].what;
    constexpr auto stages = std::make_integer_sequence<int, Plan::programs.of[S].stages>{};
    if constexpr (what == nest::scalars) {
        return &scalar_loop<T, typename stage_at<Plan, S, 0>::tile>;
    } else if constexpr (what == nest::rows) {
        return rows_of<Plan, S>(stages);
    } else if constexpr (what == nest::panels) {
        return panels_of<Plan, S, form::none>(stages);
    } else if constexpr (what == nest::matmul) {
        return panels_of<Plan, S, form::rows>(stages);
    } else if constexpr (what == nest::matmul_back) {
        return panels_of<Plan, S, form::back>(stages);
    } else if constexpr (what == nest::outer) {
        return panels_of<Plan, S, form::columns>(stages);
    } else if constexpr (what == nest::windows) {
        return panels_of<Plan, S, form::seen>(stages);
    } else {
        return moving<T>(Plan::graph.ops[Plan::fused.segments[S].anchor].what);
    }
}

template <class Plan>
struct table {
    static constexpr int count = Plan::fused.segments.count;

    template <int... S>
    static constexpr auto make(std::integer_sequence<int, S...>)
    {
        return std::array<kernel<typename Plan::scalar>, sizeof...(S)>{
            kernel_of<Plan, Plan::programs.of[S].same_as>()...};
    }
    static constexpr auto entries = make(std::make_integer_sequence<int, count>{});
};

} // namespace lagom::kernels
