// SPDX-License-Identifier: BSL-1.0
#include <lagom/kernel/operand_lists.hpp>

#include <lagom/kernel/contract.hpp>

#include <algorithm>

namespace lagom::kernels {

void operand_lists::clear()
{
    stripes_.clear();
    blocks_.clear();
    pieces_.clear();
    seen_.clear();
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
void operand_lists::add_stripe(call<T>& c, stripe s, int first_block, int last_block)
{
    if (c.stripe_count++ == 0) {
        c.first_stripe = static_cast<int>(stripes_.size());
    }
    s.first = first_block;
    s.last = last_block >= 0 ? last_block : static_cast<int>(blocks_.size());
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

namespace {

/// What a position of the result sees: taps, and positions of a, counted from the first of them.
struct sight {
    std::vector<int> taps;
    std::vector<long> positions;
    long first = 0;

    void see(int tap, long position)
    {
        first = taps.empty() ? position : first;
        taps.push_back(tap);
        positions.push_back(position - first);
    }
    auto operator==(sight const& other) const -> bool
    {
        return taps == other.taps && positions == other.positions;
    }
};

/// Whether rows are found one by one: where the examples are few, so that a run of positions that see alike, or those at an
/// edge, fill no tile. For one image of 28 x 28, by 9 taps, that is half of the time.
template <class T>
auto are_found_one_by_one(call<T> const& c, long cols, bool back) -> bool
{
    constexpr long most = 1 << 18; // rows to be listed: of larger images lines fill the tiles
    auto const& w = *c.window;
    bool const is_strided = w.stride_y * w.stride_x > 1;
    return c.batch < tile_rows && c.rows > c.batch && w.taps() * long{c.rows} <= most &&
        cols >= tile_rows && // of few channels a row takes longer to find than to multiply
        (back ? !is_strided
              : is_strided || w.taps() > 1); // the way back through strides, most rows see few taps
}

/// Taps that are contracted at once, of so many: nearly equal blocks, each as deep as can be.
template <class T>
auto taps_together(long taps, long cols) -> long
{
    long const most = std::max(1L, most_depth<T> / std::max(1L, cols)),
               cuts = std::max(1L, (taps + most - 1) / most);
    return (taps + cuts - 1) / cuts;
}

} // namespace

template <class T>
void operand_lists::by_taps_of_each_row(call<T>& c, long cols, bool back)
{
    constexpr long P = isa::panel<T>;
    auto const& w = *c.window;
    long const batch = c.batch, count = back ? w.in_positions() : w.out_positions();
    auto const first_seen = seen_.size();
    c.first_seen = static_cast<int>(first_seen);
    seen_.resize(first_seen + static_cast<std::size_t>(w.taps() * count * batch), -1);
    for (long at = 0; at < count; ++at) {
        auto const see = [&](int tap, long position) {
            for (long e = 0; e < batch; ++e) {
                seen_[first_seen + static_cast<std::size_t>((tap * count + at) * batch + e)] =
                    static_cast<int>(position * batch + e);
            }
        };
        back ? for_each_view(w, at, see) : for_each_tap(w, at, see);
    }
    auto const first = static_cast<int>(blocks_.size());
    long const together = taps_together<T>(w.taps(), cols);
    for (int tap = 0; tap < w.taps(); ++tap) {
        for (long from = 0; from < cols; from += P) {
            long const k = tap * cols + from, depth = std::min(P, cols - from);
            auto const next = static_cast<int>(pieces_.size());
            if ((from == 0 && tap % together == 0) || (together == 1 && from % most_depth<T> == 0)) {
                blocks_.push_back({next, next, k, 0});
            }
            pieces_.push_back({from / P * c.a_panel, k * P, depth, static_cast<int>(tap * count * batch)});
            ++blocks_.back().last;
            blocks_.back().depth += depth;
        }
    }
    add_stripe(c, {}, first);
}

template <class T>
void operand_lists::by_taps(call<T>& c, long cols, bool back)
{
    constexpr long P = isa::panel<T>;
    auto const& w = *c.window;
    if (are_found_one_by_one(c, cols, back)) {
        return by_taps_of_each_row(c, cols, back);
    }
    long const count = back ? w.in_positions() : w.out_positions(), part = depth_block_of<T>(cols);
    // Whole taps where they are short, and parts of a tap where they are long.
    struct known {
        sight what;
        int first, last; // blocks
    };
    std::vector<known> lists; // positions that see alike share theirs: there are as many as kinds of edges
    sight before;
    for (long at = 0; at < count; ++at) {
        sight here;
        auto const see = [&](int tap, long position) {
            here.see(tap, position);
        };
        back ? for_each_view(w, at, see) : for_each_tap(w, at, see);
        if (at > 0 && here == before && (here.taps.empty() || here.first == before.first + 1)) {
            before = here; // rows behind those of the last stripe, seen as far behind
            continue;
        }
        before = here;
        auto list = std::find_if(lists.begin(), lists.end(), [&](known const& k) {
            return k.what == here;
        });
        if (list == lists.end()) {
            auto const first = static_cast<int>(blocks_.size());
            auto const taps = static_cast<long>(here.taps.size()), together = taps_together<T>(taps, cols);
            for (long i = 0; i < taps; ++i) {
                auto const n = static_cast<std::size_t>(i);
                for (long from = 0; from < cols; from += part) {
                    long const k = here.taps[n] * cols + from, depth = std::min(part, cols - from);
                    auto const next = static_cast<int>(pieces_.size());
                    if (from > 0 || i % together == 0) {
                        blocks_.push_back({next, next, k, 0});
                    }
                    pieces_.push_back(
                        {here.positions[n] * c.batch * c.a_row + from / P * c.a_panel, k * P, depth});
                    ++blocks_.back().last;
                    blocks_.back().depth += depth;
                }
            }
            if (taps == 0) {
                auto const next = static_cast<int>(pieces_.size());
                blocks_.push_back({next, next, 0, 0});
            }
            lists.push_back({here, first, static_cast<int>(blocks_.size())});
            list = lists.end() - 1;
        }
        add_stripe(c, {.row = static_cast<int>(at * c.batch), .a = here.first * c.batch * c.a_row},
                   list->first, list->last);
    }
}

template <class T>
auto operand_lists::by_tap_columns(call<T>& c, long cols) -> long
{
    constexpr long wanted = 256; // rows of b that are read for all taps while they are in a near cache,
    constexpr long longest = 64; // and of a piece, at whose ends others are asked for
    auto const& w = *c.window;
    long const positions = w.out_positions(), together = std::max(1L, wanted / std::max(1, c.batch));
    bool const few = are_few_channels<T>(cols);
    // Where taps are taken together, a block holds positions that have the same ones, and a piece all of them.
    auto const sees_like_the_one_before = [&](long at) {
        for (int tap = 0; tap < w.taps(); ++tap) {
            if ((seen_under(w, at, tap) < 0) != (seen_under(w, at - 1, tap) < 0)) {
                return false;
            }
        }
        return true;
    };
    std::vector<long> ends;
    for (long at = 1, from = 0; at <= positions; ++at) {
        bool const goes_on = at < positions && at - from < together && (!few || sees_like_the_one_before(at));
        if (!goes_on) {
            ends.push_back(at);
            from = at;
        }
    }
    for (int tap = 0; tap < w.taps(); ++tap) {
        auto const first = static_cast<int>(blocks_.size());
        long from = 0;
        for (long const end : ends) {
            auto const begin = static_cast<int>(pieces_.size());
            long last = -2; // the position of a before this one
            for (long at = from; at < end; ++at) {
                long const position = seen_under(w, at, tap);
                if (position >= 0 && position == last + 1 &&
                    (few || pieces_.back().depth + c.batch <= longest)) {
                    pieces_.back().depth += c.batch;
                } else if (position >= 0) {
                    pieces_.push_back({position * c.batch * c.a_row, at * c.batch * c.b_row, c.batch});
                }
                last = position < 0 ? -2 : position;
            }
            blocks_.push_back(
                {begin, static_cast<int>(pieces_.size()), from * c.batch, (end - from) * c.batch});
            from = end;
        }
        add_stripe(c, {.row = static_cast<int>(tap * cols)}, first);
    }
    return static_cast<long>(ends.size());
}

#define LAGOM_LISTS(T)                                                                                       \
    template void operand_lists::by_rows(call<T>&, long);                                                    \
    template void operand_lists::back(call<T>&, long);                                                       \
    template void operand_lists::by_columns(call<T>&, long);                                                 \
    template void operand_lists::by_taps(call<T>&, long, bool);                                              \
    template auto operand_lists::by_tap_columns(call<T>&, long) -> long;
LAGOM_LISTS(float)
LAGOM_LISTS(double)
#undef LAGOM_LISTS

} // namespace lagom::kernels
