// SPDX-License-Identifier: BSL-1.0
#include <lagom/kernel/windows.hpp>

#include <lagom/kernel/contract.hpp>

#include "kernel/sights.hpp"

#include <algorithm>

namespace lagom::kernels {
namespace {

template <class T>
LAGOM_INLINE auto is_number(lane<T> x) -> typename lane<T>::mask
{
    return x <= x;
}

} // namespace

template <class T>
void position_sum(call<T> const& c, T* out, int p, int row, int end)
{
    for_each_window(c, out, p, row, end, [&](long position, sights const& seen, auto registers) {
        seen_by_each<T> const in(c, first_of(c), p, seen);
        bool const divides = c.window->mean && seen.end;
        lane<T> const share(static_cast<T>(divides ? std::max(taps_there(*c.window, position), 1) : 1));
        registers([&](T* to, long example, long col) {
            auto sum = sum_so_far(seen, to);
            for (int i = 0; i < seen.count; ++i) {
                sum = sum + in.load(i, example, col);
            }
            (divides ? sum / share : sum).store(to);
        });
    });
}

template <class T>
void unsum(call<T> const& c, T* out, int p, int row, int end)
{
    for_each_view_of(c, out, p, row, end, [&](long, sights const& by, auto registers) {
        seen_by_each<T> const dy(c, first_of(c), p, by);
        number_of_each<T> const share(by, [&](int i) {
            return c.window->mean ? taps_there(*c.window, by.position[i]) : 1;
        });
        registers([&](T* to, long example, long col) {
            auto sum = sum_so_far(by, to);
            for (int i = 0; i < by.count; ++i) {
                sum = sum + dy.load(i, example, col) / share[i];
            }
            sum.store(to);
        });
    });
}

template <class T>
void pick(call<T> const& c, T* out, int p, int row, int end)
{
    if (c.b == nullptr) {
        return for_each_place(c, out, p, row, end, [&](long, auto registers) {
            auto const in = rows_at(c, first_of(c), p, c.from);
            registers([&](T* to, long example, long col) {
                in.load(example, col).store(to);
            });
        });
    }
    for_each_window(c, out, p, row, end, [&](long position, sights const& seen, auto registers) {
        seen_by_each<T> const in(c, first_of(c), p, seen);
        auto const which = rows_at(c, second_of(c), p, position);
        auto const tap = taps_of<T>(seen);
        registers([&](T* to, long example, long col) {
            auto const most = which.load(example, col);
            auto picked = seen.begin ? most : lane<T>::load(to); // so that NaN stays
            for (int i = 0; i < seen.count; ++i) {
                picked = where(most >= tap[i] && most <= tap[i], in.load(i, example, col), picked);
            }
            picked.store(to);
        });
    });
}

template <class T>
void unpick(call<T> const& c, T* out, int p, int row, int end)
{
    lane<T> const zero(T(0));
    if (c.b == nullptr) {
        return for_each_place(c, out, p, row, end, [&](long position, auto registers) {
            auto const dy = rows_at(c, first_of(c), p, 0);
            registers([&](T* to, long example, long col) {
                (position == c.from ? dy.load(example, col) : zero).store(to);
            });
        });
    }
    for_each_view_of(c, out, p, row, end, [&](long, sights const& by, auto registers) {
        seen_by_each<T> const dy(c, first_of(c), p, by), which(c, second_of(c), p, by);
        auto const tap = taps_of<T>(by);
        registers([&](T* to, long example, long col) {
            auto sum = sum_so_far(by, to);
            for (int i = 0; i < by.count; ++i) {
                auto const most = which.load(i, example, col);
                auto const is_elsewhere = most < tap[i] || most > tap[i]; // NaN is everywhere
                sum = sum + where(is_elsewhere, zero, dy.load(i, example, col));
            }
            sum.store(to);
        });
    });
}

template <class T>
void first_most(call<T> const& c, T* out, int p, int row, int end)
{
    constexpr long beside = rows_at_once * isa::panel<T>;
    for_each_window(c, out, p, row, end, [&](long, sights const& seen, auto registers) {
        seen_by_each<T> const in(c, first_of(c), p, seen);
        auto const tap = taps_of<T>(seen);
        registers([&](T* to, long example, long col) {
            auto most = seen.begin ? in.load(0, example, col) : lane<T>::load(to + beside);
            auto which = seen.begin ? tap[0] : lane<T>::load(to);
            for (int i = seen.begin ? 1 : 0; i < seen.count; ++i) {
                auto const here = in.load(i, example, col);
                // The one before stays unless this one is larger, or the first that is NaN.
                auto const stays = here <= most || !is_number(most);
                which = where(stays, which, tap[i]);
                most = where(stays, most, here);
            }
            most.store(to + beside);
            (seen.end ? where(is_number(most), which, most) : which).store(to);
        });
    });
}

#define LAGOM_WINDOWS(T)                                                                                     \
    template void position_sum(call<T> const&, T*, int, int, int);                                           \
    template void unsum(call<T> const&, T*, int, int, int);                                                  \
    template void pick(call<T> const&, T*, int, int, int);                                                   \
    template void unpick(call<T> const&, T*, int, int, int);                                                 \
    template void first_most(call<T> const&, T*, int, int, int);
LAGOM_WINDOWS(float)
LAGOM_WINDOWS(double)
#undef LAGOM_WINDOWS

} // namespace lagom::kernels
