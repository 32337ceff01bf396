// SPDX-License-Identifier: BSL-1.0
#include <lagom/kernel/windows.hpp>

#include <lagom/kernel/lanes.hpp>

#include "kernel/areas.hpp"

#include <algorithm>

namespace lagom::kernels {
namespace {

using math::lane;

/// Rows whose registers are worked on.
template <class T>
struct lines {
    T* data;
    long step; // from one row to the next
};
template <class T>
auto lines_at(rows_of<T> const& x, long row, long col) -> lines<T>
{
    return {x.at(row, col), x.row};
}

template <class T>
LAGOM_INLINE auto same(lane<T> a, lane<T> b) -> typename lane<T>::mask
{
    return a >= b && a <= b;
}

/// f(pointers to a register of each) for all registers of some rows of `count` numbers; what is in the padding of the
/// first is cleared later.
template <class T, class... More>
LAGOM_INLINE void for_each_register(long rows, long count, auto f, lines<T> first, lines<More>... more)
{
    constexpr long W = lane<T>::width;
    long const width = basics::round_up(count, W);
    if (first.step == width && ((more.step == width) && ...)) { // no padding between rows
        for (long i = 0; i < rows * width; i += W) {
            f(first.data + i, more.data + i...);
        }
        return;
    }
    for (long r = 0; r < rows; ++r) {
        for (long i = 0; i < width; i += W) {
            f(first.data + r * first.step + i, more.data + r * more.step + i...);
        }
    }
}

/// The rows of an area at one position: f(position, first row of the result, examples, the first).
template <class T>
void for_each_place(call<T> const& c, area const& x, auto f)
{
    for_each_position(c, x, [&](long position, long from, long to) {
        f(position, position * c.batch + from, to - from, from);
    });
}

template <class T>
void clear_rows(rows_of<T> to, long row, long col, long rows, long count)
{
    for_each_register(
        rows, count,
        [](T* out) {
            lane<T>(T(0)).store(out);
        },
        lines_at(to, row, col));
}

} // namespace

template <class T>
void position_sum(call<T> const& c, int first_unit, int last_unit)
{
    for_each_unit(c, first_unit, last_unit, [&](area const& x) {
        long const count = x.last - x.col;
        for_each_place(c, x, [&](long position, long row, long rows, long example) {
            clear_rows(result_of(c), row, x.col, rows, count);
            int taps = 0;
            for_each_tap(*c.window, position, [&](int, long seen) {
                ++taps;
                for_each_register(
                    rows, count,
                    [](T* out, T const* in) {
                        (lane<T>::load(out) + lane<T>::load(in)).store(out);
                    },
                    lines_at(result_of(c), row, x.col),
                    lines_at(first_of(c), seen * c.batch + example, x.col));
            });
            if (c.window->mean) {
                for_each_register(
                    rows, count,
                    [share = lane<T>(static_cast<T>(std::max(taps, 1)))](T* out) {
                        (lane<T>::load(out) / share).store(out);
                    },
                    lines_at(result_of(c), row, x.col));
            }
        });
    });
}

template <class T>
void unsum(call<T> const& c, int first_unit, int last_unit)
{
    for_each_unit(c, first_unit, last_unit, [&](area const& x) {
        long const count = x.last - x.col;
        for_each_place(c, x, [&](long position, long row, long rows, long example) {
            clear_rows(result_of(c), row, x.col, rows, count);
            for_each_view(*c.window, position, [&](int, long by) {
                lane<T> const share(static_cast<T>(c.window->mean ? taps_there(*c.window, by) : 1));
                for_each_register(
                    rows, count,
                    [share](T* out, T const* in) {
                        (lane<T>::load(out) + lane<T>::load(in) / share).store(out);
                    },
                    lines_at(result_of(c), row, x.col), lines_at(first_of(c), by * c.batch + example, x.col));
            });
        });
    });
}

template <class T>
void pick(call<T> const& c, int first_unit, int last_unit)
{
    for_each_unit(c, first_unit, last_unit, [&](area const& x) {
        long const count = x.last - x.col;
        if (c.b == nullptr) {
            return copy_columns(first_of(c), c.from * c.batch + x.row, x.col, result_of(c), x.row, x.col,
                                x.end - x.row, count);
        }
        for_each_place(c, x, [&](long position, long row, long rows, long example) {
            auto const out = lines_at(result_of(c), row, x.col);
            auto const which = lines_at(second_of(c), row, x.col);
            for_each_register(
                rows, count,
                [](T* to, T const* tap) {
                    lane<T>::load(tap).store(to); // so that NaN stays
                },
                out, which);
            for_each_tap(*c.window, position, [&](int tap, long seen) {
                for_each_register(
                    rows, count,
                    [at = lane<T>(static_cast<T>(tap))](T* to, T const* taps, T const* in) {
                        where(same(lane<T>::load(taps), at), lane<T>::load(in), lane<T>::load(to)).store(to);
                    },
                    out, which, lines_at(first_of(c), seen * c.batch + example, x.col));
            });
        });
    });
}

template <class T>
void unpick(call<T> const& c, int first_unit, int last_unit)
{
    for_each_unit(c, first_unit, last_unit, [&](area const& x) {
        long const count = x.last - x.col;
        for_each_place(c, x, [&](long position, long row, long rows, long example) {
            auto const out = lines_at(result_of(c), row, x.col);
            if (c.b == nullptr) {
                bool const here = position == c.from;
                clear_rows(result_of(c), row, x.col, rows, count);
                if (here) {
                    copy_columns(first_of(c), example, x.col, result_of(c), row, x.col, rows, count);
                }
                return;
            }
            clear_rows(result_of(c), row, x.col, rows, count);
            for_each_view(*c.window, position, [&](int tap, long by) {
                for_each_register(
                    rows, count,
                    [at = lane<T>(static_cast<T>(tap))](T* to, T const* taps, T const* dy) {
                        auto const picked = lane<T>::load(taps);
                        auto const is_here = same(picked, at) || !same(picked, picked);
                        (lane<T>::load(to) + where(is_here, lane<T>::load(dy), lane<T>(T(0)))).store(to);
                    },
                    out, lines_at(second_of(c), by * c.batch + example, x.col),
                    lines_at(first_of(c), by * c.batch + example, x.col));
            });
        });
    });
}

template <class T>
void first_most(call<T> const& c, int first_unit, int last_unit)
{
    for_each_unit(c, first_unit, last_unit, [&](area const& x) {
        long const count = x.last - x.col;
        for_each_place(c, x, [&](long position, long row, long rows, long example) {
            constexpr long together = 32; // rows whose largest numbers so far wait in the first-level cache
            for (long done = 0; done < rows; done += together) {
                alignas(64) T most[together * isa::panel<T>];
                long const now = std::min(together, rows - done);
                auto const where_most = lines_at(result_of(c), row + done, x.col);
                bool begins = true;
                for_each_tap(*c.window, position, [&](int tap, long seen) {
                    for_each_register(
                        now, count,
                        [begins, at = lane<T>(static_cast<T>(tap))](T* found, T* largest, T const* in) {
                            auto const here = lane<T>::load(in);
                            if (begins) {
                                at.store(found);
                                here.store(largest);
                                return;
                            }
                            auto const before = lane<T>::load(largest);
                            // The one before stays unless this one is larger, or the first that is NaN.
                            auto const stays = here <= before || !same(before, before);
                            where(stays, lane<T>::load(found), at).store(found);
                            where(stays, before, here).store(largest);
                        },
                        where_most, lines<T>{most, where_most.step},
                        lines_at(first_of(c), seen * c.batch + example + done, x.col));
                    begins = false;
                });
                for_each_register(
                    now, count,
                    [](T* found, T const* largest) {
                        auto const x = lane<T>::load(largest);
                        where(same(x, x), lane<T>::load(found), x).store(found);
                    },
                    where_most, lines<T const>{most, where_most.step});
            }
        });
    });
}

template <class T>
void group_sum(call<T> const& c, int first_unit, int last_unit)
{
    for_each_unit(c, first_unit, last_unit, [&](area const& x) {
        for (long r = x.row; r < x.end; ++r) {
            for (long col = x.col; col < x.last;) {
                long const group = col / c.from * c.from, end = std::min(x.last, group + c.from);
                T sum = 0;
                for (long i = group; i < group + c.from; ++i) {
                    sum += *first_of(c).at(r, i);
                }
                std::fill_n(result_of(c).at(r, col), end - col, sum);
                col = end;
            }
        }
    });
}

template <class T>
void turn_taps(call<T> const& c, int first_unit, int last_unit)
{
    for_each_unit(c, first_unit, last_unit, [&](area const& x) {
        for (long r = x.row; r < x.end; ++r) {
            T const* const from = first_of(c).at(r / c.a_cols * c.cols + x.col, r % c.a_cols);
            T* const to = result_of(c).at(r, x.col);
            for (long i = 0; i < x.last - x.col; ++i) {
                to[i] = from[i * c.a_row];
            }
        }
    });
}

template <class T>
void group_convolve(call<T> const& c, int first_unit, int last_unit)
{
    auto const& w = *c.window;
    long const in_group = c.a_cols / w.groups, out_group = c.cols / w.groups;
    for_each_unit(c, first_unit, last_unit, [&](area const& x) {
        long const count = x.last - x.col;
        for_each_place(c, x, [&](long position, long row, long rows, long example) {
            clear_rows(result_of(c), row, x.col, rows, count);
            for_each_tap(w, position, [&](int tap, long seen) {
                for (long r = 0; r < rows; ++r) {
                    T* const to = result_of(c).at(row + r, x.col);
                    long const from = seen * c.batch + example + r;
                    if (in_group == 1 && out_group == 1) { // a kernel for each channel
                        T const *const in = first_of(c).at(from, x.col),
                                       *const by = second_of(c).at(tap, x.col);
                        for (long i = 0; i < count; ++i) {
                            to[i] += in[i] * by[i];
                        }
                        continue;
                    }
                    for (long k = 0; k < in_group; ++k) {
                        T const* const by = second_of(c).at(tap * in_group + k, x.col);
                        for (long i = 0; i < count; ++i) {
                            to[i] += *first_of(c).at(from, (x.col + i) / out_group * in_group + k) * by[i];
                        }
                    }
                }
            });
        });
    });
}

template <class T>
void group_convolve_back(call<T> const& c, int first_unit, int last_unit)
{
    auto const& w = *c.window;
    long const in_group = c.cols / w.groups, out_group = c.a_cols / w.groups;
    for_each_unit(c, first_unit, last_unit, [&](area const& x) {
        long const count = x.last - x.col;
        for_each_place(c, x, [&](long position, long row, long rows, long example) {
            clear_rows(result_of(c), row, x.col, rows, count);
            for_each_view(w, position, [&](int tap, long by) {
                for (long r = 0; r < rows; ++r) {
                    T* const to = result_of(c).at(row + r, x.col);
                    long const from = by * c.batch + example + r;
                    if (in_group == 1 && out_group == 1) {
                        T const *const dy = first_of(c).at(from, x.col),
                                       *const k = second_of(c).at(tap, x.col);
                        for (long i = 0; i < count; ++i) {
                            to[i] += dy[i] * k[i];
                        }
                        continue;
                    }
                    for (long i = 0; i < count; ++i) {
                        long const col = x.col + i, first = col / in_group * out_group;
                        for (long o = first; o < first + out_group; ++o) {
                            to[i] += *first_of(c).at(from, o) *
                                *second_of(c).at(tap * in_group + col % in_group, o);
                        }
                    }
                }
            });
        });
    });
}

template <class T>
void group_convolve_outer(call<T> const& c, int first_unit, int last_unit)
{
    auto const& w = *c.window;
    long const in_group = c.a_cols / w.groups, out_group = c.cols / w.groups;
    for_each_unit(c, first_unit, last_unit, [&](area const& x) {
        long const count = x.last - x.col;
        for (long row = x.row; row < x.end; ++row) {
            auto const tap = static_cast<int>(row / in_group);
            long const k = row % in_group;
            T sums[isa::panel<T>]{};
            for (long position = 0; position < w.out_positions(); ++position) {
                long const seen = seen_under(w, position, tap);
                for (long e = 0; e < c.batch && seen >= 0; ++e) {
                    T const* const dy = second_of(c).at(position * c.batch + e, x.col);
                    if (in_group == 1 && out_group == 1) {
                        T const* const in = first_of(c).at(seen * c.batch + e, x.col);
                        for (long i = 0; i < count; ++i) {
                            sums[i] += in[i] * dy[i];
                        }
                        continue;
                    }
                    for (long i = 0; i < count; ++i) {
                        sums[i] +=
                            *first_of(c).at(seen * c.batch + e, (x.col + i) / out_group * in_group + k) *
                            dy[i];
                    }
                }
            }
            std::copy_n(sums, count, result_of(c).at(row, x.col));
        }
    });
}

#define LAGOM_WINDOWS(T)                                                                                     \
    template void position_sum(call<T> const&, int, int);                                                    \
    template void unsum(call<T> const&, int, int);                                                           \
    template void pick(call<T> const&, int, int);                                                            \
    template void unpick(call<T> const&, int, int);                                                          \
    template void first_most(call<T> const&, int, int);                                                      \
    template void group_sum(call<T> const&, int, int);                                                       \
    template void turn_taps(call<T> const&, int, int);                                                       \
    template void group_convolve(call<T> const&, int, int);                                                  \
    template void group_convolve_back(call<T> const&, int, int);                                             \
    template void group_convolve_outer(call<T> const&, int, int);
LAGOM_WINDOWS(float)
LAGOM_WINDOWS(double)
#undef LAGOM_WINDOWS

} // namespace lagom::kernels
