// SPDX-License-Identifier: BSL-1.0
#include <lagom/kernel/contract.hpp>
#include <lagom/kernel/draws.hpp>
#include <lagom/kernel/move.hpp>
#include <lagom/kernel/program.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

using namespace lagom;
using namespace lagom::kernels;
using math::lane;

namespace {

template <class T>
struct aligned {
    alignas(64) T numbers[64 * 64];
};

template <class T>
void fill(T* to, int count, unsigned from)
{
    std::mt19937 draws(from);
    std::uniform_real_distribution<T> number(-1, 1);
    for (int i = 0; i < count; ++i) {
        to[i] = number(draws);
    }
}

/// a and b of a contraction in panels, more than the tests need.
template <class T>
struct operands {
    static constexpr int P = isa::panel<T>, rows = 40, depth = 3 * P + 2, panels = 4;
    alignas(64) T a[panels * rows * P], b[panels * P * P];

    operands()
    {
        fill(a, panels * rows * P, 1);
        fill(b, panels * P * P, 2);
    }
    /// The definition: plain sums in double, in order.
    auto plain(bool by_rows, int i, int j, long to, int a_row, int b_row) const -> double
    {
        double sum = 0;
        for (long k = 0; k < to; ++k) {
            auto const at = by_rows ? k / P * rows * P + i * a_row + k % P : k * a_row + i;
            sum += static_cast<double>(a[at]) * static_cast<double>(b[k * b_row + j]);
        }
        return sum;
    }
};

template <bool ByRows, class T>
void check_tile(int height, int columns, long depth, int a_row, int b_row)
{
    constexpr int P = isa::panel<T>;
    static operands<T> const x;
    aligned<T> out;
    long const cut = depth / 2 / P * P; // between panels
    piece const pieces[]{{0, 0, cut},
                         {ByRows ? cut / P * x.rows * P : cut * a_row, cut * b_row, depth - cut}};
    auto const& kernel = micro_kernels<ByRows, T>(columns, a_row, b_row)[height - 1];
    if (cut > 0) {
        soon<T> nothing;
        kernel.pieces(out.numbers, x.a, x.rows * P, x.b, pieces, pieces + 2, false, nothing);
    } else {
        kernel.piece(out.numbers, x.a, x.rows * P, x.b, depth, false);
    }
    // One rounding a step of the sum, each of at most half an ulp of a partial sum below depth.
    double const bound = static_cast<double>(depth) * static_cast<double>(depth) *
        static_cast<double>(std::numeric_limits<T>::epsilon()) / 2;
    for (int i = 0; i < height; ++i) {
        for (int j = 0; j < columns; ++j) {
            CHECK(std::abs(static_cast<double>(out.numbers[i * P + j]) -
                           x.plain(ByRows, i, j, depth, a_row, b_row)) <= bound);
        }
    }
}

} // namespace

TEST_CASE_TEMPLATE("contract: every height, width and both forms equal plain sums", T, float, double)
{
    for (int const columns : {1, isa::width<T>, isa::width<T> + 1, isa::panel<T>}) {
        for (int height = 1; height <= tallest_tile(columns <= isa::width<T> ? 1 : 2); ++height) {
            for (long const depth : {1L, 2L, 17L, long{operands<T>::depth}}) {
                CAPTURE(height);
                CAPTURE(columns);
                CAPTURE(depth);
                constexpr int P = isa::panel<T>, W = isa::width<T>;
                auto const deep = std::min(depth, long{operands<T>::depth});
                check_tile<true, T>(height, columns, deep, P, P);
                check_tile<true, T>(height, columns, std::min<long>(depth, W), W, P); // narrow rows
                for (int const channels : {1, 3}) { // of a raw image
                    check_tile<true, T>(height, columns, std::min<long>(depth, P), channels, P);
                }
                // A tile of columns is no higher than a row of them is wide.
                for (int const wide : {1, 3, W, P}) {
                    if (height <= wide) {
                        check_tile<false, T>(height, columns, deep, wide, P);
                        if (columns <= W) {
                            check_tile<false, T>(height, columns, deep, wide, W);
                        }
                    }
                }
            }
        }
    }
}

TEST_CASE_TEMPLATE("across: the numbers of each register one after another", T, float, double)
{
    constexpr int W = isa::width<T>, stride = 3;
    lane<T> sums[W * stride];
    alignas(64) T in[W][W], out[W];
    for (int i = 0; i < W; ++i) {
        fill(in[i], W, static_cast<unsigned>(i + 1));
        sums[i * stride] = lane<T>::load(in[i]);
    }
    across(sums, stride, true).store(out);
    for (int i = 0; i < W; ++i) {
        CHECK(out[i] == *std::max_element(in[i], in[i] + W));
    }
    across(sums, stride, false).store(out);
    for (int i = 0; i < W; ++i) {
        CHECK(out[i] == sum_of(sums[i * stride])); // in the same order
    }
}

TEST_CASE_TEMPLATE("contract: an element's bits depend neither on the height of its tile nor on cuts of k", T,
                   float, double)
{
    constexpr int P = isa::panel<T>;
    static operands<T> const x;
    aligned<T> tall, flat;
    auto const* const kernels = micro_kernels<true, T>(P, P, P);
    kernels[tile_rows - 1].piece(tall.numbers, x.a, x.rows * P, x.b, x.depth, false);
    for (int i = 0; i < tile_rows; ++i) {
        kernels[0].piece(flat.numbers, x.a + i * P, x.rows * P, x.b, P, false);
        kernels[0].piece(flat.numbers, x.a + i * P + x.rows * P, x.rows * P, x.b + P * P, x.depth - P, true);
        for (int j = 0; j < P; ++j) {
            CHECK(flat.numbers[j] == tall.numbers[i * P + j]);
        }
    }
}

TEST_CASE("contract: tiles cover the rows, and none is much lower than the others")
{
    for (int const columns : {isa::width<float>, isa::panel<float>}) {
        int const tallest = tallest_tile(columns <= isa::width<float> ? 1 : 2);
        for (int rows = 1; rows <= rows_at_once; ++rows) {
            int left = rows, lowest = tallest, highest = 1, tiles = 0;
            for (; left > 0; ++tiles) {
                int const height = tile_heights<float>(columns)[left];
                REQUIRE(height >= 1);
                lowest = std::min(lowest, height);
                highest = std::max(highest, height);
                left -= height;
            }
            CHECK(left == 0);
            CHECK(highest - lowest <= 1);
            CHECK(tiles == (rows + tallest - 1) / tallest);
        }
    }
}

TEST_CASE_TEMPLATE("draws: the numbers of a panel are those that core/layer_noise defines", T, float, double)
{
    constexpr int P = isa::panel<T>;
    noise_key const key{philox_key(seed(11)), 4, 77};
    aligned<T> uniform, normal;
    for (std::uint32_t const column : {0U, static_cast<std::uint32_t>(5 * P)}) {
        for (std::uint32_t const group : {0U, 3U}) {
            draw_uniform(uniform.numbers, key, column, group);
            draw_normal(normal.numbers, key, column, group);
            for (std::uint32_t r = 0; r < 8; ++r) {
                for (std::uint32_t c = 0; c < P; ++c) {
                    CHECK(uniform.numbers[r * P + c] ==
                          static_cast<T>(uniform_noise(key, group * 8 + r, column + c)));
                    // The definition rounds an angle of up to 2 pi: 4.4e-16 times a radius of at most 6.7.
                    // Then to T.
                    double const want = normal_noise(key, group * 8 + r, column + c),
                                 bound = 4e-15 * std::max(1.0, std::abs(want)) +
                        std::abs(want) * static_cast<double>(std::numeric_limits<T>::epsilon());
                    CHECK(std::abs(static_cast<double>(normal.numbers[r * P + c]) - want) <= bound);
                }
            }
        }
    }
}

TEST_CASE_TEMPLATE("turn: rows of a kernel become the columns of a panel, zeros where there are none", T,
                   float, double)
{
    constexpr int P = isa::panel<T>;
    int const rows = 2 * P - 1, cols = 2 * P + 1, panels = 3;
    std::vector<T> kernel(static_cast<std::size_t>(panels * rows * P)); // the padding is zero
    for (int r = 0; r < rows; ++r) {
        for (int c = 0; c < cols; ++c) {
            kernel[static_cast<std::size_t>(c / P * rows * P + r * P + c % P)] = static_cast<T>(100 * r + c);
        }
    }
    for (int panel = 0; panel < 2; ++panel) {
        aligned<T> out;
        std::fill(std::begin(out.numbers), std::end(out.numbers), T(9));
        int const valid = std::min(P, rows - panel * P);
        turn(kernel.data() + panel * P * P, long{rows} * P, valid, cols, out.numbers);
        for (int k = 0; k < cols; ++k) {
            for (int i = 0; i < P; ++i) {
                CHECK(out.numbers[k * P + i] ==
                      (i < valid ? static_cast<T>(100 * (panel * P + i) + k) : T(0)));
            }
        }
    }
}

TEST_CASE_TEMPLATE("concat and slice: columns wherever they fall, zeros in the padding", T, float, double)
{
    constexpr int P = isa::panel<T>, rows = 5;
    auto const panels_of = [](int cols) {
        return (cols + P - 1) / P;
    };
    auto const numbered = [&](int cols, int from) {
        std::vector<T> t(static_cast<std::size_t>(panels_of(cols) * rows * P));
        for (int r = 0; r < rows; ++r) {
            for (int c = 0; c < cols; ++c) {
                t[static_cast<std::size_t>(c / P * rows * P + r * P + c % P)] =
                    static_cast<T>(1000 * r + from + c);
            }
        }
        return t;
    };
    for (int const left : {1, P - 1, P, P + 3, 2 * P}) {
        for (int const right : {1, P, P + 1}) {
            int const cols = left + right;
            auto const a = numbered(left, 0), b = numbered(right, left), whole = numbered(cols, 0);
            std::vector<T> out(whole.size(), T(9));
            pointer<T> result{out.data()};
            call<T> c;
            c.operands = &result;
            c.a = a.data();
            c.b = b.data();
            c.a_panel = c.b_panel = c.panel_stride = rows * P;
            c.rows = c.row_block = rows;
            c.row_stride = c.a_row = c.b_row = P;
            c.cols = cols;
            c.from = left;
            concat(c, 0, panels_of(cols));
            CHECK(out == whole);
            std::vector<T> part(b.size(), T(9));
            result.data = part.data();
            c.a = whole.data();
            c.cols = right;
            slice(c, 0, panels_of(right));
            CHECK(part == b);
        }
    }
}
