// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/config.hpp>

namespace lagom {

/// So many for each example of the batch, and so many besides.
struct extent {
    long per_example = 0, fixed = 0;

    constexpr auto at(long batch) const -> long { return per_example * batch + fixed; }
    constexpr auto operator==(extent const&) const -> bool = default;
    constexpr auto operator+=(extent more) -> extent&
    {
        per_example += more.per_example;
        fixed += more.fixed;
        return *this;
    }
    friend constexpr auto operator*(extent e, long times) -> extent
    {
        return {e.per_example * times, e.fixed * times};
    }
};

/// What a tensor is there for.
enum class role : unsigned char {
    value, // made by an op
    input, // features of the batch
    target, // what the loss compares with
    incoming, // a gradient handed in from outside
    kernel, // parameters of four roles
    bias,
    norm_scale,
    norm_shift,
    feature_mean, // measured on the training data before it
    feature_deviation,
    state, // carried with the model, not learnt: running statistics
    moment, // carried by the optimizer
    rate, // a number of a node, changeable at run time
    setting, // a number of the objective or the optimizer
    constant,
    batch_size, // of the running batch
    step, // its number, counted from one
    random,
    unused, // made by an op that was dropped: takes no storage
    classes // a target that is a class a row, or a probability each: one 1 among zeros that need not be there
};

} // namespace lagom

namespace lagom::graphs {

/// How a tensor is laid out, which is also the loop that covers it.
enum class space : unsigned char {
    tile, // [width / panel][rows][panel]: activations
    raw, // [rows][width]: an input that convolutions alone read
    kernel, // [width / panel][depth][panel], the width padded to whole panels: parameters, their gradients
    // and optimizer state
    per_column, // [width]: one number a column
    per_row, // [rows]: one number a row
    scalar // one number, kept in double
};

inline constexpr extent one_an_example{1, 0};

/// What a tensor is spread over, and a segment goes over. Rows are positions x examples, the example fastest: row =
/// position * batch + example.
struct loop {
    space where = space::tile;
    extent rows{0, 1};
    int cols = 1;

    constexpr auto operator==(loop const&) const -> bool = default;
    /// The numbers in it, without padding.
    constexpr auto numbers() const -> extent { return rows * cols; }
};

/// Where an element (row, column) of a loop finds its number in an operand.
enum class row_index : unsigned char {
    row,
    example, // row % batch
    position, // row / batch
    none
};
struct reading {
    row_index row = row_index::none;
    bool by_column = false;
    bool fits = false; // an operand of these extents can be read in that loop at all
};

/// The loop that covers both, as far as one does: the wider, over all positions that either has.
constexpr auto covering(loop const& a, loop const& b) -> loop
{
    auto const width = [](space where) {
        switch (where) {
        case space::tile:
            return 4;
        case space::kernel:
            return 3;
        case space::per_column:
            return 2;
        case space::per_row:
            return 1;
        case space::raw:
        case space::scalar:
            break;
        }
        return 0;
    };
    loop wider = width(b.where) > width(a.where) ? b : a;
    loop const& other = width(b.where) > width(a.where) ? a : b;
    bool const of_rows = (wider.where == space::tile || wider.where == space::per_row) &&
        (other.where == space::tile || other.where == space::per_row);
    if (of_rows && other.rows.per_example > wider.rows.per_example) {
        wider.rows = other.rows;
    }
    return wider;
}

/// Broadcasting, all of it.
constexpr auto read_in(loop const& what, loop const& by) -> reading
{
    bool const by_column = what.where != space::per_row && what.where != space::scalar;
    if (by_column && what.cols != by.cols) {
        return {};
    }
    if (by.where == space::per_row && what.where == space::per_row) { // where rows lie as columns do
        return {row_index::row, false, what.rows == by.rows};
    }
    if (what.where == space::scalar || what.where == space::per_column) {
        return {row_index::none, by_column, by.where != space::per_row || !by_column};
    }
    if (what.where == space::kernel || by.where == space::kernel) {
        return {row_index::row, by_column, what == by};
    }
    if (what.rows == by.rows) {
        return {row_index::row, by_column, true};
    }
    bool const of_positions = by.where == space::tile && by.rows.per_example > 1 && by.rows.fixed == 0;
    if (of_positions && what.rows == one_an_example) {
        return {row_index::example, by_column, true};
    }
    return {row_index::position, by_column, of_positions && what.rows == extent{0, by.rows.per_example}};
}

constexpr auto is_parameter(role r) -> bool
{
    return r == role::kernel || r == role::bias || r == role::norm_scale || r == role::norm_shift;
}

struct tensor {
    loop over{};
    role is = role::value;
    bool differentiable = false;
    short home = -1; // the tensor whose storage this one overwrites, or itself
    short producer = -1; // op
    short scope = -1; // of the node that made it
    short layer = -1; // among the layers that own a kernel, in lowering order
    short of = -1; // a moment's parameter
    double start = 0; // a rate's value; a parameter's initial value, or the variance of its initial values
    double low = 0, high = 0; // the range of a rate, a setting or a state
    char const* name = "";
};

/// A block of the network that gives its parts their paths: `residual.0`, or a user's name.
struct scope {
    short parent = -1;
    short ordinal = -1; // -1: a user's name, which counts as itself
    char const* name = "";
    char const* kind = "";
};

} // namespace lagom::graphs
