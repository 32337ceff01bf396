// SPDX-License-Identifier: BSL-1.0
#include <lagom/kernel/groups.hpp>

#include "kernel/sights.hpp"

#include <algorithm>

namespace lagom::kernels {
namespace {

/// Columns of a group, of the operand and of the result of the convolution.
struct columns_of_group {
    long in, out;
    [[nodiscard]] auto are_single() const -> bool { return in == 1 && out == 1; } // a kernel for each channel
};

/// f(lane) for those of the register at column `col` of panel p that are columns of the result, as a register.
template <class T>
LAGOM_INLINE auto lane_by_lane(call<T> const& c, int p, long col, auto f) -> lane<T>
{
    constexpr long W = lane<T>::width;
    alignas(64) T numbers[W]{};
    long const first = p * long{isa::panel<T>} + col;
    for (long i = 0; i < std::min(W, c.cols - first); ++i) {
        numbers[i] = f(first + i);
    }
    return lane<T>::load(numbers);
}

/// Channel by channel, where each is a group and has one result: a register of them at a time.
template <class T>
LAGOM_INLINE void sum_by_channels(call<T> const& c, int p, sights const& seen, auto registers)
{
    seen_by_each<T> const channels(c, first_of(c), p, seen);
    auto const kernel = rows_at(c, second_of(c), p, 0);
    registers([&](T* to, long example, long col) {
        auto sum = sum_so_far(seen, to);
        for (int i = 0; i < seen.count; ++i) {
            sum = fma(channels.load(i, example, col), kernel.load(seen.tap[i], col), sum);
        }
        sum.store(to);
    });
}

} // namespace

template <class T>
void group_convolve(call<T> const& c, T* out, int p, int row, int end)
{
    columns_of_group const each{c.a_cols / c.window->groups, c.cols / c.window->groups};
    auto const in = first_of(c);
    auto const kernel = rows_at(c, second_of(c), p, 0);
    for_each_window(c, out, p, row, end, [&](long, sights const& seen, auto registers) {
        if (each.are_single()) {
            return sum_by_channels(c, p, seen, registers);
        }
        registers([&](T* to, long example, long col) {
            auto sum = sum_so_far(seen, to);
            for (int i = 0; i < seen.count; ++i) {
                for (long k = 0; k < each.in; ++k) {
                    auto const of_group = lane_by_lane(c, p, col, [&](long column) {
                        return *in.at(seen.position[i] * c.batch + example, column / each.out * each.in + k);
                    });
                    sum = fma(of_group, kernel.load(seen.tap[i] * each.in + k, col), sum);
                }
            }
            sum.store(to);
        });
    });
}

template <class T>
void group_convolve_back(call<T> const& c, T* out, int p, int row, int end)
{
    columns_of_group const each{c.cols / c.window->groups, c.a_cols / c.window->groups};
    auto const dy = first_of(c), kernel = second_of(c);
    for_each_view_of(c, out, p, row, end, [&](long, sights const& by, auto registers) {
        if (each.are_single()) {
            return sum_by_channels(c, p, by, registers);
        }
        registers([&](T* to, long example, long col) {
            auto sum = sum_so_far(by, to);
            for (int i = 0; i < by.count; ++i) {
                for (long k = 0; k < each.out; ++k) {
                    auto const gradient = lane_by_lane(c, p, col, [&](long column) {
                        return *dy.at(by.position[i] * c.batch + example, column / each.in * each.out + k);
                    });
                    auto const weight = lane_by_lane(c, p, col, [&](long column) {
                        return *kernel.at(by.tap[i] * each.in + column % each.in,
                                          column / each.in * each.out + k);
                    });
                    sum = fma(gradient, weight, sum);
                }
            }
            sum.store(to);
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

#define LAGOM_GROUPS(T)                                                                                      \
    template void group_convolve(call<T> const&, T*, int, int, int);                                         \
    template void group_convolve_back(call<T> const&, T*, int, int, int);                                    \
    template void group_convolve_outer(call<T> const&, int, int);
LAGOM_GROUPS(float)
LAGOM_GROUPS(double)
#undef LAGOM_GROUPS

} // namespace lagom::kernels
