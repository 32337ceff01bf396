// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/run/runner.hpp>
#include <lagom/run/xtensor.hpp>

#include <array>
#include <memory>

namespace lagom::runners {

/// An operand of an unfused op: its array, or a number, and how far a row and a column step in it (0 where it
/// is broadcast). Row r of the loop reads its row r / every % cycle.
template <class T>
struct unfused_operand {
    xt::xtensor<T, 2> const* array = nullptr; // null: a number
    T const* data = nullptr;
    long row_step = 0, col_step = 0;
    long every = 1, cycle = 1;

    [[nodiscard]] auto row(long r) const -> T const* { return data + r / every % cycle * row_step; }
};

template <class T>
using unfused_map = void (*)(xt::xtensor<T, 2>& out, unfused_operand<T> const* in);
using unfused_number = double (*)(double const* in);

/// A program of the policy unfused: one op, one pass over whole row-major arrays, with xtensor expressions, std
/// mathematics and a BLAS, as a careful person writes a step by hand. It shares the graph with the other
/// policies and nothing of kernel/: the oracle for their results, and the baseline for their speed.
///
/// @param maps, numbers  by op: its formula over arrays, or over numbers
template <class T>
auto make_unfused(plan::view const& p, unfused_map<T> const* maps, unfused_number const* numbers,
                  store<T>& model) -> std::unique_ptr<runner<T>>;

/// T, whatever the number.
template <class T, std::size_t>
using one_of = T;

/// One formula over whole arrays: one xtensor expression where all operands have the result's shape, else
/// plain loops.
template <class F, class T, std::size_t... K>
void map_arrays(xt::xtensor<T, 2>& out, unfused_operand<T> const* in, std::index_sequence<K...>)
{
    long const rows = static_cast<long>(out.shape(0)), cols = static_cast<long>(out.shape(1));
    auto const is_whole = [&](unfused_operand<T> const& x) {
        return x.array != nullptr && x.array->shape() == out.shape();
    };
    if ((is_whole(in[K]) && ...)) {
        auto const f = xt::vectorize([](one_of<T, K>... x) -> T {
            return static_cast<T>(F{}(x...));
        });
        xt::noalias(out) = f(*in[K].array...);
        return;
    }
    for (long r = 0; r < rows; ++r) {
        T const* const row[]{in[K].row(r)...};
        for (long c = 0; c < cols; ++c) {
            out.data()[r * cols + c] = static_cast<T>(F{}(row[K][c * in[K].col_step]...));
        }
    }
}

template <class Plan>
struct unfused_tables {
    using T = typename Plan::scalar;

    template <int I>
    using callable_of =
        graphs::callable<typename Plan::formulas, Plan::graph.ops[I].f.base, Plan::graph.ops[I].f.reading>;
    template <int I>
    static constexpr auto map_of() -> unfused_map<T>
    {
        if constexpr (Plan::graph.ops[I].what == graphs::op_kind::map &&
                      Plan::graph.tensors[Plan::graph.ops[I].out].over.where != graphs::space::scalar) {
            using F = callable_of<I>;
            return [](xt::xtensor<T, 2>& out, unfused_operand<T> const* in) {
                map_arrays<F, T>(out, in, std::make_index_sequence<Plan::graph.ops[I].arity>{});
            };
        } else {
            return nullptr;
        }
    }
    template <int I>
    static constexpr auto number_of() -> unfused_number
    {
        if constexpr (Plan::graph.ops[I].what == graphs::op_kind::map &&
                      Plan::graph.tensors[Plan::graph.ops[I].out].over.where == graphs::space::scalar) {
            using F = callable_of<I>;
            return [](double const* in) {
                return [in]<std::size_t... K>(std::index_sequence<K...>) {
                    return static_cast<double>(F{}(in[K]...));
                }(std::make_index_sequence<Plan::graph.ops[I].arity>{});
            };
        } else {
            return nullptr;
        }
    }
    template <int... I>
    static constexpr auto maps(std::integer_sequence<int, I...>)
    {
        return std::array<unfused_map<T>, sizeof...(I)>{map_of<I>()...};
    }
    template <int... I>
    static constexpr auto numbers(std::integer_sequence<int, I...>)
    {
        return std::array<unfused_number, sizeof...(I)>{number_of<I>()...};
    }
    static constexpr auto map_table = maps(std::make_integer_sequence<int, Plan::graph.ops.count>{});
    static constexpr auto number_table = numbers(std::make_integer_sequence<int, Plan::graph.ops.count>{});
};

template <class Plan>
auto make_unfused(store<typename Plan::scalar>& model) -> std::unique_ptr<runner<typename Plan::scalar>>
{
    using tables = runners::unfused_tables<Plan>;
    return make_unfused(plan::view_of<Plan>(), tables::map_table.data(), tables::number_table.data(), model);
}

} // namespace lagom::runners
