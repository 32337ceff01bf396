// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/graph/formula.hpp>

namespace lagom::graphs {

enum class op_kind : unsigned char {
    map, // pointwise formula; row, column and scalar operands are broadcast
    draw, // one random number an element, from a counter
    column_sum, // over the rows of a tile or kernel -> row
    row_sum, // over the columns of a tile -> column
    row_max,
    total, // of a row or column -> scalar
    matmul, // tile x kernel -> tile
    matmul_back, // tile x kernel^T -> tile
    outer, // tile^T x tile -> kernel
    concat, // two tiles side by side -> tile
    slice, // some columns of a tile -> tile
    flatten, // all positions of an example side by side -> one row an example
    unflatten, // and back
    position_sum, // over the positions of an example -> one row an example
    pick, // one position of each example, the same or one a column -> one row an example
    unpick, // that one at its position, among zeros
    first_most, // the first position of the largest number -> one row an example
    // With a window, position_sum, pick, unpick and first_most give a row for each position of it instead.
    unsum, // each number at all positions that were summed
    group_sum, // each number becomes the sum of its group of columns
    convolve, // tile x kernel, through a window -> tile
    turn_taps, // the kernel of a convolution, each tap transposed
    convolve_back, // tile x turned kernel -> tile
    convolve_outer, // tile^T x tile -> kernel
    group_convolve, // the same three with groups of channels
    group_convolve_back,
    group_convolve_outer
};

/// What a draw gives.
enum class law : unsigned char {
    uniform, // a multiple of 2^-16 in [0, 1)
    normal // mean 0, variance 1
};

/// The part of a step that an op belongs to.
enum class part : unsigned char { forward, loss, backward, update };

struct op {
    op_kind what = op_kind::map;
    unsigned char arity = 0;
    law drawn = law::uniform;
    formula f{};
    short in[most_operands]{-1, -1, -1, -1, -1, -1, -1, -1};
    short out = -1;
    int from = 0; // slice: the first column; pick and unpick of one operand: the position; group_sum: columns
    short window = -1; // of what sees its operand through one
    part of = part::forward;
    short scope = -1; // of the node that lowered it; an update's is its parameter's
    short back_of = -1; // backward: the tensor through whose op it goes
    short again = -1; // the tensor that it makes once more, so that this need not be kept
};

} // namespace lagom::graphs
