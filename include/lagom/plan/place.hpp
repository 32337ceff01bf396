// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/isa.hpp>
#include <lagom/plan/take_over.hpp>

#include <initializer_list>
#include <span>

namespace lagom::plan {

/// Columns of a tensor that lie together. Rows of at most a register's channels, many an example, are no wider
/// than that register.
constexpr auto panel_of(graphs::loop const& l, int panel) -> int
{
    if (l.where == graphs::space::raw) {
        return l.cols;
    }
    int const narrow = panel / isa::vectors;
    return l.where == graphs::space::tile && l.rows.per_example > 1 && l.cols <= narrow ? narrow : panel;
}

/// The numbers of a tensor in memory: whole panels, and none for one that is a number of the step.
constexpr auto padded(graphs::loop const& l, int panel) -> extent
{
    switch (l.where) {
    case graphs::space::tile:
    case graphs::space::raw:
    case graphs::space::kernel:
    case graphs::space::per_column:
        return l.rows * basics::round_up(l.cols, panel_of(l, panel));
    case graphs::space::per_row:
        return l.rows;
    case graphs::space::scalar:
        break;
    }
    return {};
}
/// ... and of so many examples.
constexpr auto room(extent size, long batch, long panel) -> long
{
    return basics::round_up(size.at(batch), panel);
}

/// Where element (row, col) of a tile or kernel of `rows` rows, or of a row, lies.
constexpr auto offset_in(graphs::space where, long rows, long row, long col, long panel) -> long
{
    return where == graphs::space::kernel || where == graphs::space::tile || where == graphs::space::raw
        ? col / panel * rows * panel + row * panel + col % panel
        : col;
}

/// A tensor that needs room in the arena from segment `born` to segment `dies`.
struct resident {
    short tensor = -1, born = 0, dies = 0;
    extent size{};
    // The first item that had its room: element by element, each is written over the one before, where that is read for
    // the last time and counts as dead.
    short on = -1;
    short until = dies; // the last segment that needs the room, with all that lie on it
};

inline constexpr long nominal_batch =
    128; // decides the order of placement, which is the same for every batch size
inline constexpr int greedy_up_to = 200; // above, placement is by size classes: greedy is quadratic

template <int Capacity>
struct residents {
    basics::vec<resident, Capacity> items;
    int carried = 0; // the first ones live from step to step: optimizer state and what comes from outside
};

constexpr auto comes_from_outside(role r) -> bool
{
    return r == role::input || r == role::target || r == role::incoming || r == role::moment;
}

/// Lists what the arena holds, in the order in which it is placed: carried tensors first, then those that
/// share room by lifetime, the largest first.
template <class G>
constexpr auto place(G const& g, fused_plan<G::capacity> const& f, int panel) -> residents<G::capacity>
{
    residents<G::capacity> r;
    short const end = static_cast<short>(f.segments.count);
    for (bool const moments : {true, false}) { // first what does not move when the batch size changes
        for (int t = 0; t < g.tensors.count; ++t) {
            auto const is = g.tensors[t].is;
            if (comes_from_outside(is) && (is == role::moment) == moments) {
                r.items.push({static_cast<short>(t), 0, end, padded(g.tensors[t].over, panel)});
            }
        }
    }
    r.carried = r.items.count;
    taken_over<G> const from(g, f);
    for (int t = 0; t < g.tensors.count; ++t) {
        auto const& x = g.tensors[t];
        if (x.home == t && x.producer >= 0 && f.stored[t] && x.over.where != graphs::space::scalar) {
            r.items.push({static_cast<short>(t), f.born[t], f.dies[t], padded(x.over, panel)});
        }
    }
    if (r.items.count - r.carried <= greedy_up_to) {
        std::sort(r.items.items + r.carried, r.items.items + r.items.count,
                  [&](resident const& a, resident const& b) {
                      long const x = room(a.size, nominal_batch, panel),
                                 y = room(b.size, nominal_batch, panel);
                      return x != y ? x > y : a.tensor < b.tensor;
                  });
    }
    // Of items of one size, the tensor that was there first comes before.
    for (int i = r.carried; i < r.items.count; ++i) {
        auto& above = r.items[i];
        for (int k = r.carried; k < i && from[above.tensor] >= 0 && above.on < 0; ++k) {
            auto& below = r.items[k];
            if (below.tensor == from[above.tensor]) {
                above.on = below.on < 0 ? static_cast<short>(k) : below.on;
                below.dies = static_cast<short>(above.born - 1);
                r.items[above.on].until = above.dies;
            }
        }
    }
    return r;
}

/// Offsets of `items` for a batch size, first fit: each at the lowest place that nothing alive at the same
/// time covers. Returns the numbers the arena needs. `order` is scratch of the same length.
constexpr auto offsets_greedy(std::span<resident const> items, long batch, long panel, std::span<long> at,
                              std::span<int> order) -> long
{
    long total = 0;
    for (std::size_t i = 0; i < items.size(); ++i) {
        auto const& x = items[i];
        long const size = room(x.size, batch, panel);
        long place = x.on < 0 ? 0 : at[static_cast<std::size_t>(x.on)];
        for (std::size_t k = 0; k < i && x.on < 0; ++k) { // by offset
            auto const q = static_cast<std::size_t>(order[k]);
            if (items[q].born > x.until || items[q].until < x.born) {
                continue;
            }
            if (place + size <= at[q]) {
                break;
            }
            place = std::max(place, at[q] + room(items[q].size, batch, panel));
        }
        at[i] = place;
        total = std::max(total, place + size);
        std::size_t k = i;
        for (; k > 0 && at[static_cast<std::size_t>(order[k - 1])] > place; --k) {
            order[k] = order[k - 1];
        }
        order[k] = static_cast<int>(i);
    }
    return total;
}

/// The same by size classes: a tensor takes the room of a dead one of its own size, or new room. Items come
/// in the order of their birth.
constexpr auto offsets_by_size(std::span<resident const> items, long batch, long panel, std::span<long> at,
                               std::span<int> tenant) -> long
{
    long total = 0;
    std::size_t taken = 0; // tenant[s] is the last item that took slot s
    for (std::size_t i = 0; i < items.size(); ++i) {
        auto const& x = items[i];
        if (x.on >= 0) {
            at[i] = at[static_cast<std::size_t>(x.on)];
            continue;
        }
        long const size = room(x.size, batch, panel);
        std::size_t s = 0;
        while (s < taken) {
            auto const& other = items[static_cast<std::size_t>(tenant[s])];
            if (other.until < x.born && room(other.size, batch, panel) == size) {
                break;
            }
            ++s;
        }
        if (s == taken) {
            ++taken;
            at[i] = total;
            total += size;
        } else {
            at[i] = at[static_cast<std::size_t>(tenant[s])];
        }
        tenant[s] = static_cast<int>(i);
    }
    return total;
}

constexpr auto offsets(std::span<resident const> items, int carried, long batch, long panel,
                       std::span<long> at, std::span<int> scratch) -> long
{
    bool const few = items.size() - static_cast<std::size_t>(carried) <= greedy_up_to;
    return few ? offsets_greedy(items, batch, panel, at, scratch)
               : offsets_by_size(items, batch, panel, at, scratch);
}

} // namespace lagom::plan
