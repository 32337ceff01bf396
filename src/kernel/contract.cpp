// SPDX-License-Identifier: BSL-1.0
#include <lagom/kernel/contract.hpp>

#include <lagom/kernel/lanes.hpp>

#include "kernel/transpose.hpp"

#include <array>
#include <utility>

// Sums stay in registers where the loops over them are unrolled. Watched code has no use for that, and takes four times as
// long to compile.
#define LAGOM_PRAGMA(words) _Pragma(#words)
#ifdef LAGOM_WATCHED
#define LAGOM_UNROLL(times)
#else
#define LAGOM_UNROLL(times) LAGOM_PRAGMA(GCC unroll times)
#endif

namespace lagom::kernels {
namespace {

using math::lane;

/// The sums of a tile while they are in registers.
template <int Rows, int Vectors, class T>
struct accumulators {
    static constexpr int rows = Rows, W = lane<T>::width, P = isa::panel<T>;
    lane<T> at[Rows][Vectors];

    LAGOM_INLINE accumulators(T const* sums, bool resume)
    {
        LAGOM_UNROLL(16)
        for (int i = 0; i < Rows; ++i) {
            LAGOM_UNROLL(4)
            for (int j = 0; j < Vectors; ++j) {
                at[i][j] = resume ? lane<T>::load(sums + i * P + j * W) : lane<T>(T(0));
            }
        }
    }
    /// Of rows that lie anywhere.
    LAGOM_INLINE explicit accumulators(T* const* sums)
    {
        LAGOM_UNROLL(16)
        for (int i = 0; i < Rows; ++i) {
            LAGOM_UNROLL(4)
            for (int j = 0; j < Vectors; ++j) {
                at[i][j] = lane<T>::load(sums[i] + j * W);
            }
        }
    }
    LAGOM_INLINE void store(T* const* sums) const
    {
        LAGOM_UNROLL(16)
        for (int i = 0; i < Rows; ++i) {
            LAGOM_UNROLL(4)
            for (int j = 0; j < Vectors; ++j) {
                at[i][j].store(sums[i] + j * W);
            }
        }
    }
    LAGOM_INLINE void store(T* sums) const
    {
        LAGOM_UNROLL(16)
        for (int i = 0; i < Rows; ++i) {
            LAGOM_UNROLL(4)
            for (int j = 0; j < Vectors; ++j) {
                at[i][j].store(sums + i * P + j * W);
            }
        }
    }
    /// a(i) at a[i * stride], b a row of a panel.
    LAGOM_INLINE void add(T const* a, long stride, T const* b)
    {
        add_numbers(b, [=](int i) {
            return a[i * stride];
        });
    }
    /// a(i) at a[i][k].
    LAGOM_INLINE void add(T const* const (&a)[Rows], long k, T const* b)
    {
        add_numbers(b, [&a, k](int i) {
            return a[i][k];
        });
    }

private:
    LAGOM_INLINE void add_numbers(T const* b, auto a_at)
    {
        lane<T> bv[Vectors];
        LAGOM_UNROLL(4)
        for (int j = 0; j < Vectors; ++j) {
            bv[j] = lane<T>::load(b + j * W);
        }
        LAGOM_UNROLL(16)
        for (int i = 0; i < Rows; ++i) {
            lane<T> const av(a_at(i));
            LAGOM_UNROLL(4)
            for (int j = 0; j < Vectors; ++j) {
                at[i][j] = fma(av, bv[j], at[i][j]);
            }
        }
    }
};

/// Adds one stretch of the depth, for an a by rows.
///
/// @param after  what is read behind it
template <int ARow, class T>
LAGOM_INLINE void add_rows(auto& acc, T const* a, long a_panel, T const* b, long depth, T const* after)
{
    constexpr long P = isa::panel<T>, line = 64 / sizeof(T), step = 4;
    constexpr long rows = std::remove_reference_t<decltype(acc)>::rows;
    if constexpr (ARow == P) {
        for (; depth >= P; depth -= P, a += a_panel - P) {
            T const* next = depth >= 2 * P ? a + a_panel : after; // too far for the processor to foresee
            asm(""
                : "+r"(next)); // else g++ keeps a sum for each line, and moves them about: 100 cycles a tile
            for (long k = 0; k < P; k += step, a += step, b += step * P, next += rows * step) {
                LAGOM_UNROLL(4)
                for (long i = 0; i < rows * step; i += line) {
                    __builtin_prefetch(next + i);
                }
                LAGOM_UNROLL(4)
                for (long i = 0; i < step; ++i) {
                    acc.add(a + i, P, b + i * P);
                }
            }
        }
    }
    if constexpr (ARow == 3) {
        for (; depth >= ARow; depth -= ARow, a += ARow, b += ARow * P) {
            // Else g++ sees that the next row has the same numbers, and carries them from turn to turn: 1.6 times as long.
            asm("" : "+r"(a));
            LAGOM_UNROLL(4)
            for (long i = 0; i < ARow; ++i) {
                acc.add(a + i, ARow, b + i * P);
            }
        }
    }
    for (long k = 0; k < depth; ++k) {
        acc.add(a + k, ARow, b + k * P);
    }
}

/// The same for an a by columns.
template <int ARow, int BRow, class T>
LAGOM_INLINE void add_columns(auto& acc, T const* a, T const* b, long depth)
{
    LAGOM_UNROLL(4)
    for (long k = 0; k < depth; ++k) {
        acc.add(a + k * ARow, 1, b + k * BRow);
    }
}

template <bool ByRows, int ARow, int BRow, class T>
LAGOM_INLINE void add_piece(auto& acc, T const* a, [[maybe_unused]] long a_panel, T const* b, long depth,
                            [[maybe_unused]] T const* after)
{
    if constexpr (ByRows) {
        add_rows<ARow>(acc, a, a_panel, b, depth, after);
    } else {
        add_columns<ARow, BRow>(acc, a, b, depth);
    }
}

template <bool ByRows, int Rows, int Vectors, int ARow, int BRow, class T>
void contract_piece(T* sums, T const* a, long a_panel, T const* b, long depth, bool resume)
{
    accumulators<Rows, Vectors, T> acc(sums, resume);
    add_piece<ByRows, ARow, BRow>(acc, a, a_panel, b, depth, a + (depth + ARow - 1) / ARow * a_panel);
    acc.store(sums);
}

template <bool ByRows, int Rows, int Vectors, int ARow, int BRow, class T>
void contract_pieces(T* sums, T const* a, long a_panel, T const* b, piece const* first, piece const* last,
                     bool resume, soon<T>& next)
{
    accumulators<Rows, Vectors, T> acc(sums, resume);
    if (ByRows && first != last && first->depth == 1) { // taps of one channel; then all are
        for (auto const* here = first; here != last; ++here) {
            acc.add(a + here->a, ARow, b + here->b);
        }
        return acc.store(sums);
    }
    for (auto const* here = first; here != last; ++here) {
        T const* const after = here + 1 == last ? a + first->a + Rows * ARow : a + here[1].a;
        next.ask();
        add_piece<ByRows, ARow, BRow>(acc, a + here->a, a_panel, b + here->b, here->depth, after);
    }
    acc.store(sums);
}

template <int Rows, int Vectors, class T>
void contract_seen(T* sums, T const* a, int a_row, int const* seen, T const* b, piece const* first,
                   piece const* last, bool resume, soon<T>& next)
{
    constexpr long P = isa::panel<T>, step = 4;
    alignas(64) static constexpr T nothing[P] = {};
    accumulators<Rows, Vectors, T> acc(sums, resume);
    for (auto const* here = first; here != last; ++here) {
        int const* const of_tile = seen + here->seen;
        T const* const from[2] = {a + here->a, nothing}; // chosen without a branch: edges come as they like
        T const* rows[Rows];
        int none = -1;
        LAGOM_UNROLL(16)
        for (int i = 0; i < Rows; ++i) {
            int const row = of_tile[i];
            none &= row;
            rows[i] = from[row < 0] + std::max(row, 0) * long{a_row};
        }
        next.ask();
        if (none < 0) { // beyond the edge for all
            continue;
        }
        T const* b_row = b + here->b;
        long k = 0;
        for (; k + step <= here->depth; k += step, b_row += step * P) {
            LAGOM_UNROLL(4)
            for (long i = 0; i < step; ++i) {
                acc.add(rows, k + i, b_row + i * P);
            }
        }
        for (; k < here->depth; ++k, b_row += P) {
            acc.add(rows, k, b_row);
        }
    }
    acc.store(sums);
}

template <int Rows, int Vectors, int ARow, int BRow, class T>
void contract_scattered(T* const* sums, T const* const* rows, T const* b, long depth)
{
    accumulators<Rows, Vectors, T> acc(sums);
    T const* a[Rows];
    std::copy_n(rows, Rows, a);
    for (long k = 0; k < depth; ++k, b += BRow) {
        acc.add(a, k * ARow, b);
    }
    acc.store(sums);
}

/// Sums of `Panels` panels, in the order of k, like those of a tile.
template <int Panels, class T>
void contract_panels(T* sums, call<T> const& c, T const* b_start)
{
    constexpr int P = isa::panel<T>, W = lane<T>::width, V = isa::vectors;
    lane<T> acc[Panels][V];
    for (auto& panel : acc) {
        std::fill(panel, panel + V, lane<T>(T(0)));
    }
    auto const *const first = c.pieces + c.blocks[c.stripes->first].first,
                      *const last = c.pieces + c.blocks[c.stripes->last - 1].last;
    for (auto const* here = first; here != last; ++here) {
        T const *a = c.a + c.stripes->a + here->a, *b = b_start + here->b;
        long const together = c.a_panel == P ? here->depth : P; // panels of one row lie behind one another
        for (long left = here->depth; left > 0; left -= together, a += c.a_panel, b += P * together) {
            for (long k = 0; k < std::min(together, left); ++k) {
                lane<T> const av(a[k]);
                LAGOM_UNROLL(4)
                for (int p = 0; p < Panels; ++p) {
                    LAGOM_UNROLL(4)
                    for (int j = 0; j < V; ++j) {
                        acc[p][j] = fma(av, lane<T>::load(b + p * c.b_panel + k * P + j * W), acc[p][j]);
                    }
                }
            }
        }
    }
    LAGOM_UNROLL(4)
    for (int p = 0; p < Panels; ++p) {
        LAGOM_UNROLL(4)
        for (int j = 0; j < V; ++j) {
            acc[p][j].store(sums + p * P + j * W);
        }
    }
}

} // namespace

template <class T>
void contract_one_row(T* sums, call<T> const& c, int p, int count)
{
    T const* const b = c.b + p * c.b_panel;
    switch (count) {
    case 1:
        return contract_panels<1>(sums, c, b);
    case 2:
        return contract_panels<2>(sums, c, b);
    case 3:
        return contract_panels<3>(sums, c, b);
    default:
        return contract_panels<4>(sums, c, b);
    }
}

template void contract_one_row(float*, call<float> const&, int, int);
template void contract_one_row(double*, call<double> const&, int, int);

namespace {

/// f<stride>() for the stride of rows: of a panel, of narrow rows, or of an image of one channel or three.
template <class T>
auto with_stride(int row, auto f)
{
    constexpr int P = isa::panel<T>, W = isa::width<T>;
    switch (row) {
    case 1:
        return f.template operator()<1>();
    case 3:
        return f.template operator()<3>();
    case P:
        return f.template operator()<P>();
    default:
        return f.template operator()<W>();
    }
}

/// By registers, then by rows. Strides are constants: with one that varies g++ keeps a pointer a row. Columns
/// make no more rows than a row of theirs has room for.
template <bool ByRows, int ARow, int BRow, class T, int Vectors>
constexpr auto kernel_table = []<int... I>(std::integer_sequence<int, I...>) {
    return std::array<micro_kernel<T>, sizeof...(I)>{
        micro_kernel<T>{&contract_piece<ByRows, I + 1, Vectors, ARow, BRow, T>,
                        &contract_pieces<ByRows, I + 1, Vectors, ARow, BRow, T>}...};
}(std::make_integer_sequence<int, ByRows ? tallest_tile(Vectors) : std::min(ARow, tallest_tile(Vectors))>{});
static_assert(isa::vectors == 2, "lagom: there are tables for one register and for two");

} // namespace

template <bool ByRows, class T>
auto micro_kernels(int columns, int a_row, int b_row) -> micro_kernel<T> const*
{
    constexpr int P = isa::panel<T>, W = isa::width<T>;
    bool const is_narrow = !ByRows && b_row != P; // b is a kernel elsewhere
    return with_stride<T>(a_row, [=]<int ARow>() {
        if (is_narrow) {
            return kernel_table < ByRows, ARow, ByRows ? P : W, T, 1 >.data();
        }
        return columns <= W ? kernel_table<ByRows, ARow, P, T, 1>.data()
                            : kernel_table<ByRows, ARow, P, T, 2>.data();
    });
}

namespace {

template <int ARow, int BRow, class T, int Vectors>
constexpr auto scattered_table = []<int... I>(std::integer_sequence<int, I...>) {
    return std::array<scattered_kernel<T>, sizeof...(I)>{
        &contract_scattered<I + 1, Vectors, ARow, BRow, T>...};
}(std::make_integer_sequence<int, tallest_tile(Vectors)>{});

} // namespace

template <class T>
auto scattered_kernels(int columns, int a_row, int b_row) -> scattered_kernel<T> const*
{
    constexpr int P = isa::panel<T>, W = isa::width<T>;
    return with_stride<T>(a_row, [=]<int ARow>() {
        if (b_row != P) {
            return scattered_table<ARow, W, T, 1>.data();
        }
        return columns <= W ? scattered_table<ARow, P, T, 1>.data() : scattered_table<ARow, P, T, 2>.data();
    });
}

namespace {

template <class T, int Vectors>
constexpr auto seen_table = []<int... I>(std::integer_sequence<int, I...>) {
    return std::array<seen_kernel<T>, sizeof...(I)>{&contract_seen<I + 1, Vectors, T>...};
}(std::make_integer_sequence<int, tile_rows>{});

} // namespace

template <class T>
auto seen_kernels(int columns) -> seen_kernel<T> const*
{
    return columns <= isa::width<T> ? seen_table<T, 1>.data() : seen_table<T, 2>.data();
}

template auto seen_kernels<float>(int) -> seen_kernel<float> const*;
template auto seen_kernels<double>(int) -> seen_kernel<double> const*;

template auto scattered_kernels<float>(int, int, int) -> scattered_kernel<float> const*;
template auto scattered_kernels<double>(int, int, int) -> scattered_kernel<double> const*;

template auto micro_kernels<true, float>(int, int, int) -> micro_kernel<float> const*;
template auto micro_kernels<false, float>(int, int, int) -> micro_kernel<float> const*;
template auto micro_kernels<true, double>(int, int, int) -> micro_kernel<double> const*;
template auto micro_kernels<false, double>(int, int, int) -> micro_kernel<double> const*;

template <class T>
void turn(T const* from, long panel_stride, int valid, long count, T* to)
{
    constexpr int P = isa::panel<T>, W = isa::width<T>, per = chunk<T>;
    for (long k = 0; k < count; k += P, from += panel_stride, to += P * P) {
        if (valid == P) { // columns behind `count` are the kernel's padding
            for (int j = 0; j < P; j += per) {
                for (int i = 0; i < P; i += W) {
                    transpose_chunk(from + i * P + j, to + j * P + i);
                }
            }
            continue;
        }
        for (int j = 0; j < P; ++j) {
            for (int i = 0; i < P; ++i) {
                to[j * P + i] = i < valid ? from[i * P + j] : T(0);
            }
        }
    }
}

template void turn(float const*, long, int, long, float*);
template void turn(double const*, long, int, long, double*);

} // namespace lagom::kernels
