// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/kernel/call.hpp>

#include <vector>

namespace lagom::kernels {

/// The lists by which contractions find their operands, for all calls of a program and one batch size. They are made
/// in any order, then given out: until `clear`, nothing moves.
class operand_lists {
public:
    void clear();

    // Each takes a call whose operands, extents, strides, depth and batch are known.

    /// sum over k of a(row, k) b(k, col).
    ///
    /// @param cols  of a; where they are fewer than the depth, it is all positions of an example, one after another
    template <class T>
    void by_rows(call<T>& c, long cols);
    /// sum over k of a(row, k) b(col, k), where the columns of b are as many as those of the result, or as all
    /// positions of an example have.
    ///
    /// @param rows  of the kernel b
    template <class T>
    void back(call<T>& c, long rows);
    /// sum over k of a(k, row) b(k, col).
    ///
    /// @param cols  of a; where they are fewer than the rows of the result, these are all positions of an example
    template <class T>
    void by_columns(call<T>& c, long cols);

    /// sum over taps and columns k of a(row seen under the tap, k) b(tap * cols + k, col), through the call's window. Where
    /// examples are few, `seen` lists the rows of a: a tile has any of them, and zeros for those beyond the edge.
    ///
    /// @param back  the window goes from the rows of the result to those of a
    template <class T>
    void by_taps(call<T>& c, long cols, bool back);
    /// sum over rows k of b, of a(row that k sees under the tap, row) b(k, col): a stripe a tap, each with as many
    /// blocks, so that block i of all taps reads the same rows of b.
    ///
    /// @param cols  of a
    /// @return      blocks of a stripe
    template <class T>
    auto by_tap_columns(call<T>& c, long cols) -> long;

    template <class T>
    void give_out(call<T>& c) const
    {
        c.stripes = stripes_.data() + c.first_stripe;
        c.blocks = blocks_.data();
        c.pieces = pieces_.data();
        c.seen = c.first_seen < 0 ? nullptr : seen_.data() + c.first_seen;
    }

private:
    std::vector<stripe> stripes_;
    std::vector<depth_block> blocks_;
    std::vector<piece> pieces_;
    std::vector<int> seen_; // rows, for calls that find theirs one by one

    /// Cuts one stretch of the depth into blocks of a piece each.
    void add_blocks(long depth, long block, auto piece_at);
    /// by_taps where rows are found one by one: a stripe for all of them.
    template <class T>
    void by_taps_of_each_row(call<T>& c, long cols, bool back);
    /// @param last_block  -1: the end of the list
    template <class T>
    void add_stripe(call<T>& c, stripe s, int first_block, int last_block = -1);
};

} // namespace lagom::kernels
