// SPDX-License-Identifier: BSL-1.0
// What lanes and models compute, whatever the compiler was told about floating point: prints what is wrong.
// check.py compiles it with each setting. All tests of NaN are by the bits.
#include <lagom/kernel/math.hpp>
#include <lagom/lagom.hpp>

#include <bit>
#include <cmath>
#include <cstdio>

using namespace lagom;

namespace {

int wrong = 0;

template <class T>
using wide = std::conditional_t<sizeof(T) == 4, double, long double>;
template <class T>
using bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;

template <class T>
auto is_nan(T x) -> bool
{
    constexpr auto infinite = std::bit_cast<bits<T>>(std::numeric_limits<T>::infinity());
    return (std::bit_cast<bits<T>>(x) & ~(bits<T>{1} << (8 * sizeof(T) - 1))) > infinite;
}

template <class T, class F>
auto one(F f, T x) -> T
{
    alignas(64) T y[math::lane<T>::width];
    f(math::lane<T>(x)).store(y);
    return y[0];
}

/// The largest error over [low, high], in units of the last place; the promise is 2 with or without an FMA.
template <class T>
void compare(char const* name, auto ours, auto theirs, double low, double high)
{
    constexpr int points = 20'000;
    double worst = 0, at = 0;
    for (int i = 0; i <= points; ++i) {
        auto const x = static_cast<T>(low + (high - low) * i / points);
        auto const y = one<T>(ours, x);
        auto const want = theirs(static_cast<wide<T>>(x));
        int exponent = 0;
        std::frexp(static_cast<T>(want), &exponent);
        auto const last =
            std::ldexp(wide<T>(1),
                       std::max(exponent - std::numeric_limits<T>::digits,
                                std::numeric_limits<T>::min_exponent - std::numeric_limits<T>::digits));
        auto const off = static_cast<double>(std::abs((static_cast<wide<T>>(y) - want) / last));
        if (!(off <= worst)) {
            worst = off;
            at = static_cast<double>(x);
        }
    }
    if (!(worst <= 2)) {
        std::printf("%s<%s>(%g) is %g units off\n", name, sizeof(T) == 4 ? "float" : "double", at, worst);
        ++wrong;
    }
}

template <class T>
void functions()
{
    constexpr bool single = sizeof(T) == 4;
    auto const expect = [](char const* name, bool right) {
        if (!right) {
            std::printf("%s<%s> is wrong\n", name, single ? "float" : "double");
            ++wrong;
        }
    };
    compare<T>(
        "exp",
        [](auto x) {
            return exp(x);
        },
        [](auto x) {
            return std::exp(x);
        },
        single ? -87 : -708, single ? 88 : 709);
    compare<T>(
        "log",
        [](auto x) {
            return log(x);
        },
        [](auto x) {
            return std::log(x);
        },
        1e-3, 20);
    compare<T>(
        "tanh",
        [](auto x) {
            return tanh(x);
        },
        [](auto x) {
            return std::tanh(x);
        },
        -10, 10);
    compare<T>(
        "erf",
        [](auto x) {
            return erf(x);
        },
        [](auto x) {
            return std::erf(x);
        },
        -5, 5);
    compare<T>(
        "logistic",
        [](auto x) {
            return logistic(x);
        },
        [](auto x) {
            return 1 / (1 + std::exp(-x));
        },
        single ? -80 : -700, 40);
    compare<T>(
        "quotient",
        [](auto x) {
            return 3 / x;
        },
        [](auto x) {
            return 3 / x;
        },
        0.5, 9);
    compare<T>(
        "sqrt",
        [](auto x) {
            return sqrt(x);
        },
        [](auto x) {
            return std::sqrt(x);
        },
        0.5, 9);
    constexpr T infinity = std::numeric_limits<T>::infinity(), nan = std::numeric_limits<T>::quiet_NaN();
    auto const same = [](T x, T y) {
        return std::bit_cast<bits<T>>(x) == std::bit_cast<bits<T>>(y);
    };
    for (T volatile x : {nan}) { // not known to the compiler
        expect("exp of NaN",
               is_nan(one<T>(
                   [](auto v) {
                       return exp(v);
                   },
                   x)));
        expect("log of NaN",
               is_nan(one<T>(
                   [](auto v) {
                       return log(v);
                   },
                   x)));
        expect("tanh of NaN",
               is_nan(one<T>(
                   [](auto v) {
                       return tanh(v);
                   },
                   x)));
        expect("erf of NaN",
               is_nan(one<T>(
                   [](auto v) {
                       return erf(v);
                   },
                   x)));
        expect("logistic of NaN",
               is_nan(one<T>(
                   [](auto v) {
                       return logistic(v);
                   },
                   x)));
    }
    for (T volatile x : {infinity}) {
        expect("exp of infinity",
               same(one<T>(
                        [](auto v) {
                            return exp(v);
                        },
                        x),
                    infinity));
        expect("log of infinity",
               same(one<T>(
                        [](auto v) {
                            return log(v);
                        },
                        x),
                    infinity));
        expect("log of zero",
               same(one<T>(
                        [](auto v) {
                            return log(v);
                        },
                        T(0) * (x > 1 ? T(1) : x)),
                    -infinity));
        expect("log of a negative number",
               is_nan(one<T>(
                   [](auto v) {
                       return log(v);
                   },
                   -x)));
    }
}

constexpr auto net = input<4> | standardize | dense<16> | layer_norm | tanh | dropout(0.2) | dense<3>;

void models()
{
    xt::xtensor<double, 2> x = xt::zeros<double>({60, 4});
    std::vector<int> y;
    for (std::size_t i = 0; i < 60; ++i) {
        y.push_back(static_cast<int>(i % 3));
        for (std::size_t j = 0; j < 4; ++j) {
            x(i, j) = std::sin(static_cast<double>(i * 4 + j)) + (i % 3 == j ? 2.0 : 0.0);
        }
    }
    basic_data_set<double> const data(x, y);
    auto m = make_model<double>(net, seed(1));
    auto const objective = cross_entropy + l2(1e-4);
    auto const r = fit(m, data, data, objective, clip_norm(1.0) | adam(1e-2),
                       patience(3).restoring_best() || epochs(5), batch(16), quiet, threads(1));
    auto const seen = evaluate(m, data, objective).loss(),
               again = evaluate(m, data, objective, unfused).loss();
    if (r.epochs != 5 || !(std::abs(seen - again) < 1e-12)) { // 60 sums of 1e2 operations, each within 2^-52
        std::printf("%ld epochs, loss %.17g and by xtensor %.17g\n", static_cast<long>(r.epochs), seen,
                    again);
        ++wrong;
    }
    auto const p = probabilities(m, x);
    for (std::size_t i = 0; i < 60; ++i) {
        if (!(std::abs(p(i, 0) + p(i, 1) + p(i, 2) - 1) < 1e-14)) { // 3 quotients and 2 sums
            std::printf("the probabilities of row %zu add up to %.17g\n", i, p(i, 0) + p(i, 1) + p(i, 2));
            ++wrong;
        }
    }
    auto spoiled = make_model(input<4> | dense<4>, seed(1));
    auto const diverged =
        fit(spoiled, basic_data_set<double>(x, x), mse, sgd(1e6), epochs(20), quiet, threads(1));
    if (diverged.clause.find("divergence") == std::string::npos) {
        std::printf("a run that diverges ends by %s\n", diverged.clause.c_str());
        ++wrong;
    }
}

} // namespace

/// The plan is a constant of the compiler's: sanitizers change what one may be.
void plans()
{
    constexpr auto net = input<8, 8, 1> | conv<4, 3> | batch_norm | relu | max_pool<2> | flatten | dropout(0.5) | dense<3>;
    if (explain(net, cross_entropy + l2(1e-3), adam(1e-3), 64).text().empty()) {
        std::puts("explain says nothing");
        ++wrong;
    }
}

int main()
{
    functions<float>();
    functions<double>();
    models();
    plans();
    return wrong == 0 ? 0 : 1;
}
