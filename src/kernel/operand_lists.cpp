// SPDX-License-Identifier: BSL-1.0
#include <lagom/kernel/operand_lists.hpp>

#include <lagom/kernel/contract.hpp>

namespace lagom::kernels {

void operand_lists::clear()
{
    stripes_.clear();
    blocks_.clear();
    pieces_.clear();
}

void operand_lists::add_blocks(long depth, long block, auto piece_at)
{
    for (long k = 0; k < depth; k += block) {
        auto const at = static_cast<int>(pieces_.size());
        long const here = std::min(block, depth - k);
        pieces_.push_back(piece_at(k, here));
        blocks_.push_back({at, at + 1, k, here});
    }
}

template <class T>
void operand_lists::add_stripe(call<T>& c, stripe s, int first_block)
{
    if (c.stripe_count++ == 0) {
        c.first_stripe = static_cast<int>(stripes_.size());
    }
    s.first = first_block;
    s.last = static_cast<int>(blocks_.size());
    stripes_.push_back(s);
}

template <class T>
void operand_lists::by_rows(call<T>& c, long cols)
{
    constexpr long P = isa::panel<T>;
    auto const first = static_cast<int>(blocks_.size());
    long const block = depth_block_of<T>(c.depth);
    if (cols == c.depth) {
        add_blocks(c.depth, block, [&](long k, long depth) {
            return piece{k / P * c.a_panel, k * P, depth};
        });
    } else {
        // Blocks of whole positions where those are short, and parts of a position where they are long.
        long const part = depth_block_of<T>(cols);
        for (long at = 0; at * cols < c.depth; ++at) {
            for (long from = 0; from < cols; from += part) {
                long const k = at * cols + from, here = std::min(part, cols - from);
                auto const next = static_cast<int>(pieces_.size());
                if (k == 0 || blocks_.back().depth + here > block) {
                    blocks_.push_back({next, next, k, 0});
                }
                pieces_.push_back({at * c.batch * c.a_row + from / P * c.a_panel, k * P, here});
                ++blocks_.back().last;
                blocks_.back().depth += here;
            }
        }
    }
    add_stripe(c, {}, first);
}

template <class T>
void operand_lists::back(call<T>& c, long rows)
{
    constexpr long P = isa::panel<T>;
    auto const first = static_cast<int>(blocks_.size());
    add_blocks(c.depth, depth_block_of<T>(c.depth), [&](long k, long depth) {
        return piece{k / P * c.a_panel, 0, depth}; // b is turned block by block
    });
    if (rows == c.cols) {
        return add_stripe(c, {}, first);
    }
    for (int at = 0; at * c.batch < c.rows; ++at) {
        add_stripe(c, {.row = at * c.batch, .b = long{at} * c.cols * P}, first);
    }
}

template <class T>
void operand_lists::by_columns(call<T>& c, long cols)
{
    auto const first = static_cast<int>(blocks_.size());
    add_blocks(c.depth, depth_block_of<T>(c.depth), [&](long k, long depth) {
        return piece{k * c.a_row, k * c.b_row, depth};
    });
    if (cols == c.rows) {
        return add_stripe(c, {}, first);
    }
    for (long at = 0; at * cols < c.rows; ++at) {
        add_stripe(c, {.row = static_cast<int>(at * cols), .a = at * c.batch * c.a_row}, first);
    }
}

#define LAGOM_LISTS(T)                                                                                       \
    template void operand_lists::by_rows(call<T>&, long);                                                    \
    template void operand_lists::back(call<T>&, long);                                                       \
    template void operand_lists::by_columns(call<T>&, long);
LAGOM_LISTS(float)
LAGOM_LISTS(double)
#undef LAGOM_LISTS

} // namespace lagom::kernels
