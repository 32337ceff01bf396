// SPDX-License-Identifier: BSL-1.0
#include <lagom/kernel/contract.hpp>
#include <lagom/kernel/draws.hpp>
#include <lagom/kernel/math.hpp>
#include <lagom/kernel/move.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <random>
#include <vector>

using namespace lagom;
using namespace lagom::kernels;

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

/// The definition: plain sums in double, in order.
template <form Form, class T>
auto plain(T const* a, long a_stride, T const* b, long b_stride, long depth, int i, int j) -> double
{
    double sum = 0;
    for (long k = 0; k < depth; ++k) {
        sum += static_cast<double>(Form == form::rows ? a[i * a_stride + k] : a[k * a_stride + i]) *
            static_cast<double>(b[k * b_stride + j]);
    }
    return sum;
}

template <form Form, class T>
void check_tile(int rows, long depth)
{
    constexpr int P = machine::panel<T>;
    static aligned<T> a, b;
    aligned<T> out;
    fill(a.numbers, 64 * 64, 1);
    fill(b.numbers, 64 * 64, 2);
    for (int done = 0; done < rows;) {
        T const* from = a.numbers + done * (Form == form::rows ? 64 : 1);
        int const height = contract_tile<Form>(rows - done, out.numbers, from, 64, b.numbers, P, depth);
        for (int i = 0; i < height; ++i) {
            for (int j = 0; j < P; ++j) {
                double const want = plain<Form>(from, 64, b.numbers, P, depth, i, j);
                // One rounding a step of the sum, each of at most half an ulp of a partial sum below depth.
                double const bound = static_cast<double>(depth) * static_cast<double>(depth) *
                    static_cast<double>(std::numeric_limits<T>::epsilon()) / 2;
                CHECK(std::abs(static_cast<double>(out.numbers[i * P + j]) - want) <= bound);
            }
        }
        done += height;
    }
}

} // namespace

TEST_CASE_TEMPLATE("contract: every height and both forms equal plain sums", T, float, double)
{
    constexpr int most = 4096 / machine::panel<T> < 60 ? 4096 / machine::panel<T> : 60;
    for (int rows = 1; rows <= 2 * tile_rows + 1; ++rows) {
        for (long const depth : {1L, 2L, 17L, static_cast<long>(most)}) {
            CAPTURE(rows);
            CAPTURE(depth);
            check_tile<form::rows, T>(rows, depth);
            check_tile<form::columns, T>(rows, depth);
        }
    }
}

TEST_CASE_TEMPLATE("contract: an element's bits do not depend on the height of its tile", T, float, double)
{
    constexpr int P = machine::panel<T>;
    static aligned<T> a, b;
    aligned<T> tall, flat;
    fill(a.numbers, 64 * 64, 3);
    fill(b.numbers, 64 * 64, 4);
    long const depth = 4096 / P < 64 ? 4096 / P : 64;
    contract<form::rows, tile_rows>(tall.numbers, a.numbers, 64, b.numbers, P, depth);
    for (int i = 0; i < tile_rows; ++i) {
        contract<form::rows, 1>(flat.numbers, a.numbers + i * 64, 64, b.numbers, P, depth);
        for (int j = 0; j < P; ++j) {
            CHECK(flat.numbers[j] == tall.numbers[i * P + j]);
        }
    }
}

TEST_CASE_TEMPLATE("draws: the numbers of a panel are those that core/layer_noise defines", T, float, double)
{
    constexpr int P = machine::panel<T>;
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
                    CHECK(normal.numbers[r * P + c] ==
                          static_cast<T>(normal_noise(key, group * 8 + r, column + c)));
                }
            }
        }
    }
}

TEST_CASE_TEMPLATE("math: lanes agree with the standard library", T, float, double)
{
    using V = math::lane<T>;
    alignas(64) T x[V::width], y[V::width];
    auto const check = [&](auto f, auto g, T low, T high, double ulps) {
        for (int n = 0; n < 1000; n += V::width) {
            for (int i = 0; i < V::width; ++i) {
                x[i] = low + (high - low) * static_cast<T>(n + i) / 1000;
            }
            f(V::load(x)).store(y);
            for (int i = 0; i < V::width; ++i) {
                double const want = g(static_cast<double>(x[i]));
                double const ulp = static_cast<double>(std::numeric_limits<T>::epsilon()) *
                    std::max(std::abs(want), static_cast<double>(std::numeric_limits<T>::min()));
                CAPTURE(x[i]);
                CHECK(std::abs(static_cast<double>(y[i]) - want) <= ulps * ulp);
            }
        }
    };
    using namespace math;
    check(
        [](V v) {
            return exp(v);
        },
        [](double v) {
            return std::exp(v);
        },
        T(-80), T(80), 2);
    check(
        [](V v) {
            return log(v);
        },
        [](double v) {
            return std::log(v);
        },
        T(0.001), T(1000), 2);
    check(
        [](V v) {
            return tanh(v);
        },
        [](double v) {
            return std::tanh(v);
        },
        T(-10), T(10), 2);
    double const erf_ulps = sizeof(T) == 4 ? 3 : 80; // xsimd's double version is 68 ulp off near 2.2
    check(
        [](V v) {
            return erf(v);
        },
        [](double v) {
            return std::erf(v);
        },
        T(-4), T(4), erf_ulps);
    check(
        [](V v) {
            return sqrt(v);
        },
        [](double v) {
            return std::sqrt(v);
        },
        T(0), T(100), 1);
    check(
        [](V v) {
            return logistic(v);
        },
        [](double v) {
            return 1 / (1 + std::exp(-v));
        },
        T(-30), T(30), 3);
    check(
        [](V v) {
            return abs(v);
        },
        [](double v) {
            return std::abs(v);
        },
        T(-3), T(3), 0);
}

TEST_CASE_TEMPLATE("transpose: whole panels are written, zeros in the padding", T, float, double)
{
    constexpr int P = machine::panel<T>;
    int const rows = P + 3, cols = 5;
    int const panels = (cols + P - 1) / P;
    std::vector<T> from(static_cast<std::size_t>(panels * rows * P)),
        to(static_cast<std::size_t>(2 * cols * P), T(9));
    for (int r = 0; r < rows; ++r) {
        for (int c = 0; c < cols; ++c) {
            from[static_cast<std::size_t>(c / P * rows * P + r * P + c % P)] = static_cast<T>(100 * r + c);
        }
    }
    pointer<T> result{to.data()};
    call<T> c;
    c.a = from.data();
    c.operands = &result;
    c.rows = rows;
    c.cols = cols;
    transpose(c, 0, 2);
    for (int r = 0; r < 2 * P; ++r) {
        for (int k = 0; k < cols; ++k) {
            T const want = r < rows ? static_cast<T>(100 * r + k) : T(0);
            CHECK(to[static_cast<std::size_t>(r / P * cols * P + k * P + r % P)] == want);
        }
    }
}
