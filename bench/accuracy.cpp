// SPDX-License-Identifier: BSL-1.0
#include <lagom/kernel/math.hpp>

#include <algorithm>
#include <bit>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <vector>

/// How exact and how fast the mathematics of kernel/math.hpp is: the largest error over all 2^32 floats
/// (against the C library in double) and over a sample of doubles (against long double), and the time of a
/// number beside the C library's in a plain loop and xsimd's, in the same run.
///
///     accuracy [doubles, 1e7] [one float in, 1]
namespace {

using namespace lagom;

template <class T>
using wide = std::conditional_t<sizeof(T) == 4, double, long double>;

/// What is wanted of a number. Where a float's answer is known without the C library it is not asked: there
/// are 4 billion of them.
struct exp_of {
    static constexpr char const* name = "exp";
    static constexpr bool odd = false;
    static constexpr double low = -80, high = 80, fast = 4;
    template <class V>
    static LAGOM_INLINE auto ours(V x)
    {
        return math::exp(x);
    }
    template <class B>
    static LAGOM_INLINE auto theirs(B x)
    {
        return xsimd::exp(x);
    }
    template <class T>
    static auto plain(T x) -> T
    {
        return std::exp(x);
    }
    static auto want(double x) -> double
    {
        return std::abs(x) < 0x1p-30 ? 1 + x : x < -110 ? 0 : x > 90 ? 0x1p128 : std::exp(x);
    }
    static auto want(long double x) -> long double { return std::exp(x); }
};

struct log_of {
    static constexpr char const* name = "log";
    static constexpr bool odd = false;
    static constexpr double low = 0.25, high = 4, fast = 8;
    template <class V>
    static LAGOM_INLINE auto ours(V x)
    {
        return math::log(x);
    }
    template <class B>
    static LAGOM_INLINE auto theirs(B x)
    {
        return xsimd::log(x);
    }
    template <class T>
    static auto plain(T x) -> T
    {
        return std::log(x);
    }
    static auto want(double x) -> double
    {
        return x < 0 ? std::numeric_limits<double>::quiet_NaN() : std::log(x);
    }
    static auto want(long double x) -> long double { return std::log(x); }
};

struct tanh_of {
    static constexpr char const* name = "tanh";
    static constexpr bool odd = true;
    static constexpr double low = -20, high = 20, fast = 4;
    template <class V>
    static LAGOM_INLINE auto ours(V x)
    {
        return math::tanh(x);
    }
    template <class B>
    static LAGOM_INLINE auto theirs(B x)
    {
        return xsimd::tanh(x);
    }
    template <class T>
    static auto plain(T x) -> T
    {
        return std::tanh(x);
    }
    static auto want(double x) -> double
    {
        double const a = std::abs(x);
        return a < 0x1p-14 ? x * (1 - x * x / 3) : a > 20 ? std::copysign(1.0, x) : std::tanh(x);
    }
    static auto want(long double x) -> long double { return std::tanh(x); }
};

struct erf_of {
    static constexpr char const* name = "erf";
    static constexpr bool odd = true;
    static constexpr double low = -6, high = 6, fast = 4;
    template <class V>
    static LAGOM_INLINE auto ours(V x)
    {
        return math::erf(x);
    }
    template <class B>
    static LAGOM_INLINE auto theirs(B x)
    {
        return xsimd::erf(x);
    }
    template <class T>
    static auto plain(T x) -> T
    {
        return std::erf(x);
    }
    static auto want(double x) -> double
    {
        double const a = std::abs(x);
        return a < 0x1p-14 ? x * (1.1283791670955126 - 0.37612638903183752 * x * x) // 2 / sqrt(pi)
            : a > 6        ? std::copysign(1.0, x)
                           : std::erf(x);
    }
    static auto want(long double x) -> long double { return std::erf(x); }
};

struct logistic_of {
    static constexpr char const* name = "logistic";
    static constexpr bool odd = false;
    static constexpr double low = -80, high = 40, fast = 4;
    template <class V>
    static LAGOM_INLINE auto ours(V x)
    {
        return math::logistic(x);
    }
    template <class B>
    static LAGOM_INLINE auto theirs(B x)
    {
        return B(1) / (B(1) + xsimd::exp(-x));
    }
    template <class T>
    static auto plain(T x) -> T
    {
        return 1 / (1 + std::exp(-x));
    }
    template <class W>
    static auto exact(W x) -> W
    {
        W const e = std::exp(-std::abs(x));
        return (x < 0 ? e : 1) / (1 + e);
    }
    static auto want(double x) -> double
    {
        return std::abs(x) < 0x1p-30 ? 0.5 + 0.25 * x : x < -110 ? 0 : x > 50 ? 1 : exact(x);
    }
    static auto want(long double x) -> long double { return exact(x); }
};

/// The distance of y from w, in units of the last place that a T of w's size has; NaN if there is none.
auto ulps(float y, double w) -> double
{
    auto const exponent =
        std::max<std::uint64_t>((std::bit_cast<std::uint64_t>(w) >> 52) & 0x7ff, 1023 - 126);
    return std::abs(y - w) * std::bit_cast<double>((2 * 1023 + 23 - exponent) << 52);
}
auto ulps(double y, long double w) -> double
{
    int exponent = -1021;
    if (w != 0) {
        std::frexp(w, &exponent);
    }
    return static_cast<double>(std::ldexp(std::abs(y - w), 53 - std::max(exponent, -1021)));
}

constexpr int block = 4096;

template <class T>
struct numbers {
    alignas(64) T x[block + 1024 / sizeof(T)]; // a store must not look like the next load: 4 KB alias
    alignas(64) T y[block];
    wide<T> want[block];
    double error[block];
};

struct worst {
    double ulps = 0, at = 0;
    long unlike = 0; // NaN or infinite where it should not be, or the reverse

    template <class T>
    void see(T x, T y, wide<T> want, double error)
    {
        if (std::isfinite(y) && std::isfinite(static_cast<T>(want))) {
            if (error > ulps) {
                ulps = error;
                at = static_cast<double>(x);
            }
        } else {
            unlike += y != static_cast<T>(want) && !(std::isnan(y) && std::isnan(want)) ? 1 : 0;
        }
    }
    /// In loops that the compiler makes vectors of; most blocks hold nothing new.
    template <class T>
    void see(numbers<T>& n)
    {
        bool news = false;
        for (int i = 0; i < block; ++i) {
            n.error[i] = ::ulps(n.y[i], n.want[i]);
        }
        for (double const error : n.error) {
            news |= !(error <= ulps);
        }
        for (int i = 0; news && i < block; ++i) {
            see(n.x[i], n.y[i], n.want[i], n.error[i]);
        }
    }
};

template <class F, bool Ours, class T>
[[gnu::noinline]] void run(numbers<T>& n)
{
    using V = math::lane<T>;
    for (int i = 0; i < block; i += V::width) {
        auto const x = V::load(n.x + i);
        if constexpr (Ours) {
            F::ours(x).store(n.y + i);
        } else {
            V(F::theirs(x.v)).store(n.y + i);
        }
    }
}

template <class F, class T>
[[gnu::noinline]] void run_plain(numbers<T>& n)
{
    for (int i = 0; i < block; ++i) {
        n.y[i] = F::plain(n.x[i]);
    }
}

template <class F, bool Ours, class T>
void look_at(numbers<T>& n, worst& w)
{
    run<F, Ours>(n);
    for (int i = 0; i < block; ++i) {
        n.want[i] = F::want(static_cast<wide<T>>(n.x[i]));
    }
    w.see(n);
}

/// One in `step` of all floats. Of an odd function, the negative ones only have to mirror the others.
template <class F, bool Ours>
auto error_of(long step, float /*type*/) -> worst
{
    static numbers<float> n, mirror;
    worst w;
    std::uint64_t const end = std::uint64_t{1} << (F::odd ? 31 : 32);
    for (std::uint64_t bits = 0; bits < end;) {
        for (int i = 0; i < block; ++i) {
            n.x[i] = std::bit_cast<float>(static_cast<std::uint32_t>(bits));
            bits += static_cast<std::uint64_t>(step);
        }
        look_at<F, Ours>(n, w);
        if constexpr (F::odd) {
            for (int i = 0; i < block; ++i) {
                mirror.x[i] = -n.x[i];
            }
            run<F, Ours>(mirror);
            for (int i = 0; i < block; ++i) {
                w.unlike += -mirror.y[i] == n.y[i] || std::isnan(n.y[i]) ? 0 : 1;
            }
        }
    }
    return w;
}

/// Doubles: a quarter of them all bit patterns, a quarter evenly in exponents from 2^-40 to where the
/// function ends, the others evenly in its range.
template <class F, bool Ours>
auto error_of(long count, double /*type*/) -> worst
{
    static numbers<double> n;
    worst w;
    std::uint64_t draw = 1;
    for (long done = 0; done < count; done += block) {
        for (int i = 0; i < block; ++i) {
            draw += 0x9E3779B97F4A7C15U; // the golden ratio: even in every interval
            double const u = static_cast<double>(draw >> 11) * 0x1p-53;
            if (i % 4 == 0) {
                n.x[i] = std::bit_cast<double>(draw);
            } else if (i % 4 == 1) {
                double const far = std::max(-F::low, F::high);
                n.x[i] =
                    std::copysign(std::exp2(u * (std::log2(far) + 40) - 40), i % 8 == 1 ? F::low : F::high);
            } else {
                n.x[i] = F::low + (F::high - F::low) * u;
            }
        }
        look_at<F, Ours>(n, w);
    }
    return w;
}

template <class Run>
auto time_of(Run const& run) -> double
{
    constexpr int passes = 50;
    std::vector<double> times;
    for (int repeat = 0; repeat < 15; ++repeat) {
        auto const start = std::chrono::steady_clock::now();
        for (int pass = 0; pass < passes; ++pass) {
            run();
        }
        std::chrono::duration<double, std::nano> const spent = std::chrono::steady_clock::now() - start;
        times.push_back(spent.count() / (passes * block));
    }
    std::nth_element(times.begin(), times.begin() + 7, times.end());
    return times[7];
}

template <class F, class T>
void row(char const* type, long exact, long rough)
{
    auto const ours = error_of<F, true>(exact, T()), theirs = error_of<F, false>(rough, T());
    static numbers<T> n;
    for (int i = 0; i < block; ++i) {
        double const u = static_cast<double>(i * 1597 % block) / block;
        n.x[i] = static_cast<T>(F::low < 0 ? F::fast * (2 * u - 1) : F::fast * u + 0.01);
    }
    double const own = time_of([&] {
        run<F, true>(n);
    });
    double const library = time_of([&] {
        run_plain<F>(n);
    });
    double const simd = time_of([&] {
        run<F, false>(n);
    });
    std::printf("%-9s %-7s %6.3f %6ld  %-24.17g %12.4g %7ld %8.3f %7.1f %7.2f\n", F::name, type, ours.ulps,
                ours.unlike, ours.at, theirs.ulps, theirs.unlike, own, library / own, simd / own);
    std::fflush(stdout);
}

template <class F>
void rows(long doubles, long step)
{
    row<F, float>("float", step, 251 * step);
    row<F, double>("double", doubles, doubles / 10);
}

} // namespace

auto main(int count, char** arguments) -> int
{
    long const doubles = count > 1 ? static_cast<long>(std::atof(arguments[1])) : 10'000'000;
    long const step = count > 2 ? std::atol(arguments[2]) : 1;
    std::printf("%s, xsimd %d.%d.%d, %d bytes a register\n", __VERSION__, XSIMD_VERSION_MAJOR,
                XSIMD_VERSION_MINOR, XSIMD_VERSION_PATCH, isa::register_bytes);
    std::printf(
        "one float in %ld, %ld doubles; of xsimd's one in 251, one in 10; unlike: NaN or infinity\n\n", step,
        doubles);
    std::printf("%-9s %-7s %6s %6s  %-24s %12s %7s %8s %7s %7s\n", "", "", "ulp", "unlike", "at",
                "xsimd: ulp", "unlike", "ns", "std/ns", "xsimd/ns");
    rows<exp_of>(doubles, step);
    rows<log_of>(doubles, step);
    rows<tanh_of>(doubles, step);
    rows<erf_of>(doubles, step);
    rows<logistic_of>(doubles, step);
}
