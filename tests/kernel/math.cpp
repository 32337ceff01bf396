// SPDX-License-Identifier: BSL-1.0
#include <lagom/kernel/math.hpp>

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

using namespace lagom;

namespace {

template <class T>
using wide = std::conditional_t<sizeof(T) == 4, double, long double>;

// What is tested and what it is compared with, in a wider type. The doubles range over [low, high].

struct exp_case {
    static constexpr double low = -750, high = 715;
    static auto ours(auto x) { return exp(x); }
    static auto want(auto x) { return std::exp(x); }
};
struct log_case {
    static constexpr double low = 0.25, high = 4;
    static auto ours(auto x) { return log(x); }
    static auto want(auto x) { return x < 0 ? std::numeric_limits<decltype(x)>::quiet_NaN() : std::log(x); }
};
struct tanh_case {
    static constexpr double low = -20, high = 20;
    static auto ours(auto x) { return tanh(x); }
    static auto want(auto x) { return std::tanh(x); }
};
struct erf_case {
    static constexpr double low = -6, high = 6;
    static auto ours(auto x) { return erf(x); }
    static auto want(auto x) { return std::erf(x); }
};
struct logistic_case {
    static constexpr double low = -750, high = 40;
    static auto ours(auto x) { return logistic(x); }
    static auto want(auto x)
    {
        auto const e = std::exp(-std::abs(x));
        return (x < 0 ? e : 1) / (1 + e);
    }
};

/// The largest error, in units of the last place that a T of the wanted size has.
template <class T>
struct worst {
    double ulps = 0;
    T at = 0;
    long unlike = 0; // NaN or infinite where it should not be, or the reverse

    void see(T x, T y, wide<T> want)
    {
        if (!std::isfinite(y) || !std::isfinite(static_cast<T>(want))) {
            unlike += y == static_cast<T>(want) || (std::isnan(y) && std::isnan(want)) ? 0 : 1;
            return;
        }
        auto const error = std::abs(y - want);
        constexpr auto half_epsilon = static_cast<wide<T>>(std::numeric_limits<T>::epsilon()) / 2;
        if (error <= static_cast<wide<T>>(ulps) * half_epsilon * std::abs(want)) {
            return; // a unit is no less than that
        }
        int exponent = std::numeric_limits<T>::min_exponent;
        if (std::abs(want) >= std::numeric_limits<T>::min()) {
            std::frexp(want, &exponent);
        }
        auto const units = static_cast<double>(std::ldexp(error, std::numeric_limits<T>::digits - exponent));
        if (units > ulps) {
            ulps = units;
            at = x;
        }
    }
};

template <class F, class T>
void look_at(T const* x, worst<T>& w)
{
    using V = math::lane<T>;
    alignas(64) T y[V::width];
    V(F::ours(V::load(x))).store(y);
    for (int i = 0; i < V::width; ++i) {
        w.see(x[i], y[i], F::want(static_cast<wide<T>>(x[i])));
    }
}

/// One number through the whole register.
template <class F, class T>
auto at(T number) -> T
{
    using V = math::lane<T>;
    alignas(64) T y[V::width];
    V(F::ours(V(number))).store(y);
    return y[V::width - 1];
}

/// Equal, with the sign of zero; or both NaN.
template <class T>
auto same(T a, T b) -> bool
{
    return (std::isnan(a) && std::isnan(b)) || (a == b && std::signbit(a) == std::signbit(b));
}

// What kernel/math.hpp promises, fused or not; bench/accuracy.cpp goes through all floats.
constexpr double bound = 2;

} // namespace

TEST_CASE_TEMPLATE("math: no float is more than two units of its last place off", F, exp_case, log_case,
                   tanh_case, erf_case, logistic_case)
{
    constexpr int N = math::lane<float>::width;
    alignas(64) float x[N];
    worst<float> w;
    for (std::uint64_t bits = 0; bits < std::uint64_t{1} << 32;) {
        for (float& number : x) {
            number = std::bit_cast<float>(static_cast<std::uint32_t>(bits));
            bits += 257; // prime: every bit pattern's low bits come by
        }
        look_at<F>(x, w);
    }
    CAPTURE(w.at);
    CHECK(w.ulps <= bound);
    CHECK(w.unlike == 0);
}

TEST_CASE_TEMPLATE("math: no double is more than two units of its last place off", F, exp_case, log_case,
                   tanh_case, erf_case, logistic_case)
{
    constexpr int N = math::lane<double>::width;
    alignas(64) double x[N];
    worst<double> w;
    std::uint64_t draw = 0;
    for (int n = 0; n < 100'000; ++n) {
        for (double& number : x) {
            draw += 0x9E3779B97F4A7C15U; // the golden ratio: even in every interval
            auto const u = static_cast<double>(draw >> 11) * 0x1p-53;
            number = n % 4 == 0 ? std::bit_cast<double>(draw)
                : n % 4 == 1    ? std::copysign(std::exp2(50 * u - 40), n % 8 == 1 ? -1.0 : 1.0)
                                : F::low + (F::high - F::low) * u;
        }
        look_at<F>(x, w);
    }
    CAPTURE(w.at);
    CHECK(w.ulps <= bound);
    CHECK(w.unlike == 0);
}

TEST_CASE_TEMPLATE("math: zeros, infinities and NaN are as in the C library", T, float, double)
{
    constexpr T inf = std::numeric_limits<T>::infinity(), nan = std::numeric_limits<T>::quiet_NaN();
    constexpr T most = std::numeric_limits<T>::max(), least = std::numeric_limits<T>::denorm_min();

    for (T const zero : {T(0), T(-0.0)}) {
        CHECK(same(at<exp_case>(zero), T(1)));
        CHECK(same(at<log_case>(zero), -inf));
        CHECK(same(at<tanh_case>(zero), zero));
        CHECK(same(at<erf_case>(zero), zero));
        CHECK(same(at<logistic_case>(zero), T(0.5)));
    }
    CHECK(same(at<exp_case>(inf), inf));
    CHECK(same(at<exp_case>(-inf), T(0)));
    CHECK(same(at<log_case>(inf), inf));
    CHECK(same(at<log_case>(-inf), nan));
    CHECK(same(at<logistic_case>(inf), T(1)));
    CHECK(same(at<logistic_case>(-inf), T(0)));
    for (T const sign : {T(1), T(-1)}) {
        CHECK(same(at<tanh_case>(sign * inf), sign));
        CHECK(same(at<erf_case>(sign * inf), sign));
        CHECK(same(at<exp_case>(sign * nan), nan));
        CHECK(same(at<log_case>(sign * nan), nan));
        CHECK(same(at<tanh_case>(sign * nan), nan));
        CHECK(same(at<erf_case>(sign * nan), nan));
        CHECK(same(at<logistic_case>(sign * nan), nan));
    }

    // Where overflow, underflow and saturation begin.
    CHECK(same(at<exp_case>(T(sizeof(T) == 4 ? 89 : 710)), inf));
    CHECK(same(at<exp_case>(most), inf));
    CHECK(same(at<exp_case>(T(sizeof(T) == 4 ? -103.5 : -745)), least)); // e^x is nearest to the least number
    CHECK(same(at<exp_case>(T(sizeof(T) == 4 ? -104 : -746)), T(0)));
    CHECK(same(at<exp_case>(-most), T(0)));
    CHECK(same(at<logistic_case>(T(1000)), T(1)));
    CHECK(same(at<logistic_case>(T(sizeof(T) == 4 ? -103.5 : -745)), least));
    CHECK(same(at<logistic_case>(T(-1000)), T(0)));
    CHECK(same(at<log_case>(T(1)), T(0)));
    CHECK(same(at<log_case>(T(-1)), nan));
    CHECK(same(at<log_case>(-least), nan));
    for (T const sign : {T(1), T(-1)}) {
        CHECK(same(at<tanh_case>(sign * most), sign));
        CHECK(same(at<tanh_case>(sign * least), sign * least));
        CHECK(same(at<erf_case>(sign * most), sign));
        CHECK(same(at<erf_case>(sign * least), sign * least));
    }
}

TEST_CASE_TEMPLATE("math: a number's result does not depend on its place in the register", F, exp_case,
                   log_case, tanh_case, erf_case, logistic_case)
{
    using V = math::lane<float>;
    alignas(64) float x[V::width], y[V::width];
    for (int first = 0; first < 1000; ++first) {
        for (int i = 0; i < V::width; ++i) {
            x[i] = static_cast<float>(first - 500 + 37 * i) / 50;
        }
        V(F::ours(V::load(x))).store(y);
        for (int i = 0; i < V::width; ++i) {
            CAPTURE(x[i]);
            CHECK(same(y[i], at<F>(x[i])));
        }
    }
}

TEST_CASE_TEMPLATE("math: tanh and erf are odd", F, tanh_case, erf_case)
{
    for (float x = 1e-42F; x < 1e38F; x *= 1.37F) {
        CAPTURE(x);
        CHECK(at<F>(-x) == -at<F>(x));
        CHECK(at<F>(static_cast<double>(-x)) == -at<F>(static_cast<double>(x)));
    }
}

TEST_CASE_TEMPLATE("math: sqrt is rounded once, abs, max and min are exact", T, float, double)
{
    using V = math::lane<T>;
    auto const of = [](V v) {
        alignas(64) T y[V::width];
        v.store(y);
        return y[0];
    };
    for (T const x : {T(0), T(0.1), T(2), T(1e-30), T(1e30), std::numeric_limits<T>::denorm_min()}) {
        CAPTURE(x);
        CHECK(of(sqrt(V(x))) == std::sqrt(x));
        CHECK(of(abs(V(-x))) == x);
        CHECK(of(max(V(-x), V(x))) == x);
        CHECK(of(min(V(-x), V(x))) == -x);
    }
}
