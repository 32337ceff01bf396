// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/graph/op.hpp>

namespace lagom::graphs {

/// The loop nest of a segment.
enum class nest : unsigned char {
    scalars, // numbers
    panels, // panels of columns; within one, all rows
    matmul, // panels, a contraction over the columns of a tile
    matmul_back, // the same with a kernel read across
    outer, // panels, a contraction over the rows of two tiles
    windows, // panels, of what each row's position sees of a tile, or is seen by
    rows, // rows; within one, all columns
    moves // what an op of its own kind does: it moves numbers, or adds some up
};

/// Whether programs run in a nest, on elements or on what is reduced over them.
constexpr auto is_loop(nest n) -> bool
{
    switch (n) {
    case nest::panels:
    case nest::matmul:
    case nest::matmul_back:
    case nest::outer:
    case nest::windows:
    case nest::rows:
        return true;
    case nest::scalars:
    case nest::moves:
        break;
    }
    return false;
}

constexpr auto nest_text(nest n) -> char const*
{
    switch (n) {
    case nest::scalars:
        return "scalars";
    case nest::panels:
        return "panels";
    case nest::matmul:
        return "matmul";
    case nest::matmul_back:
        return "matmul_back";
    case nest::outer:
        return "outer";
    case nest::windows:
        return "windows";
    case nest::rows:
        return "rows";
    case nest::moves:
        return "moves";
    }
    return "";
}

/// Why a segment starts: the boundary before it.
enum class why : unsigned char {
    scalars,
    contraction,
    layout,
    positions,
    rows,
    stepwise,
    memory,
    reduction,
    shape,
    order,
    total
};

constexpr auto reason_text(why reason) -> char const*
{
    switch (reason) {
    case why::scalars:
        return "numbers computed once a step";
    case why::contraction:
        return "a contraction has its own loop nest";
    case why::layout:
        return "its operand is read in another layout";
    case why::positions:
        return "rows of other positions are read";
    case why::rows:
        return "needs a whole row, so all columns must have been seen";
    case why::stepwise:
        return "policy: one op, one pass";
    case why::memory:
        return "its operands come from memory only";
    case why::reduction:
        return "needs a column sum, so all rows must have been seen";
    case why::shape:
        return "its producer's loop has another shape";
    case why::order:
        return "it overwrites what a later loop still reads";
    case why::total:
        return "adds up numbers that all threads made";
    }
    return "";
}

/// Where an op runs.
enum class place_in_loops : unsigned char {
    pointwise, // in any loop over its result
    drawn, // in registers wherever it is read
    sums_columns, // at the end of a loop over its operand: over rows,
    sums_rows, // over columns
    own // in a loop nest of its own
};

/// What an op computes with.
enum class counting : unsigned char {
    nothing, // it moves numbers
    formula, // its formula, a number
    reads, // one operation a number of its operand
    products // a multiplication and an addition a number of its operand and column of its result
};

/// All that the passes know of a kind of op but how to differentiate it.
struct primitive {
    place_in_loops runs = place_in_loops::own;
    nest own = nest::panels; // if it runs in one of its own,
    why reason = why::layout; // and why it does
    counting work = counting::nothing;
    bool loops_over_result = true; // or over its first operand
    op_kind beside = op_kind::map; // if no map: makes this one too, where it has a loop of its own over the same
    bool keeps_most = false; // a reduction that is no sum
    bool passes_gradient = true; // or is constant by definition, as a shift that cancels and an index are
    char const* text = ""; // what it makes; a map is called by its formula
};

constexpr auto about(op_kind what) -> primitive
{
    using enum place_in_loops;
    switch (what) {
    case op_kind::map:
        return {.runs = pointwise, .work = counting::formula};
    case op_kind::draw:
        return {.runs = drawn, .text = "draw"};
    case op_kind::column_sum:
        return {.runs = sums_columns, .work = counting::reads, .text = "sum over rows"};
    case op_kind::row_sum:
        return {.runs = sums_rows, .work = counting::reads, .text = "sum over columns"};
    case op_kind::row_max:
        return {.runs = sums_rows,
                .work = counting::reads,
                .keeps_most = true,
                .passes_gradient = false,
                .text = "max over columns"};
    case op_kind::total:
        return {.own = nest::moves,
                .reason = why::total,
                .work = counting::reads,
                .loops_over_result = false,
                .text = "total"};
    case op_kind::matmul:
        return {.own = nest::matmul, .reason = why::contraction, .work = counting::products, .text = "x w"};
    case op_kind::matmul_back:
        return {.own = nest::matmul_back,
                .reason = why::contraction,
                .work = counting::products,
                .text = "dy w^T"};
    case op_kind::outer:
        return {.own = nest::outer, .reason = why::contraction, .work = counting::products, .text = "x^T dy"};
    case op_kind::concat:
        return {.own = nest::moves, .text = "side by side"};
    case op_kind::slice:
        return {.own = nest::moves, .text = "columns"};
    case op_kind::flatten:
        return {.own = nest::moves, .text = "flatten (copied)"};
    case op_kind::unflatten:
        return {.own = nest::moves, .text = "unflatten (copied)"};
    case op_kind::position_sum:
        return {.own = nest::windows,
                .reason = why::positions,
                .work = counting::reads,
                .text = "sum over positions"};
    case op_kind::pick:
        return {.own = nest::windows,
                .reason = why::positions,
                .beside = op_kind::first_most,
                .text = "one position"};
    case op_kind::unpick:
        return {.own = nest::windows, .reason = why::positions, .text = "at its position"};
    case op_kind::first_most:
        return {.own = nest::windows,
                .reason = why::positions,
                .work = counting::reads,
                .passes_gradient = false,
                .text = "first position of the largest"};
    case op_kind::unsum:
        return {.own = nest::windows, .reason = why::positions, .text = "at all its positions"};
    case op_kind::group_sum:
        return {.own = nest::moves, .work = counting::reads, .text = "sum over groups of channels"};
    case op_kind::convolve:
        return {.own = nest::matmul, .reason = why::contraction, .work = counting::products, .text = "x * w"};
    case op_kind::turn_taps:
        return {.own = nest::moves, .passes_gradient = false, .text = "w turned"};
    case op_kind::convolve_back:
        return {
            .own = nest::matmul, .reason = why::contraction, .work = counting::products, .text = "dy * w^T"};
    case op_kind::convolve_outer:
        return {
            .own = nest::outer, .reason = why::contraction, .work = counting::products, .text = "x^T * dy"};
    case op_kind::group_convolve:
        return {.own = nest::windows,
                .reason = why::contraction,
                .work = counting::products,
                .text = "x * w by groups"};
    case op_kind::group_convolve_back:
        return {.own = nest::windows,
                .reason = why::contraction,
                .work = counting::products,
                .text = "dy * w^T by groups"};
    case op_kind::group_convolve_outer:
        return {.own = nest::moves,
                .reason = why::contraction,
                .work = counting::products,
                .text = "x^T * dy by groups"};
    }
    return {};
}

constexpr auto is_reduction(op_kind what) -> bool
{
    auto const runs = about(what).runs;
    return runs == place_in_loops::sums_columns || runs == place_in_loops::sums_rows;
}

} // namespace lagom::graphs
