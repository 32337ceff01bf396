// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "../../src/run/meaning.hpp"

#include <lagom/lagom.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

/// How far what is computed in T may lie from what is meant: a program is run op by op on numbers that carry a
/// bound of their error (running error analysis: Higham, Accuracy and Stability of Numerical Algorithms, 3.3).
namespace rounding {

/// A number, nearly exact (in long double, whose own rounding is 2^-11 of a double's), and how far from it
/// may lie what T makes of the same formula, with contracted products or without.
///
/// With u the half of epsilon: an operation that rounds adds u of its result to what its operands' errors make
/// of it; a function of kernel/math.hpp or of std is within 2 ulp, which are 4 u at most. What is below the
/// least normal number may be lost.
template <class T>
struct bounded {
    long double value = 0, error = 0;

    static constexpr long double u = std::numeric_limits<T>::epsilon() / 2.0L;

    bounded() = default;
    template <class U>
        requires std::is_arithmetic_v<U>
    bounded(U x) // NOLINT(google-explicit-constructor): a literal in a formula
        : value(x), error(static_cast<U>(static_cast<T>(x)) == x ? 0 : u * std::abs(value))
    {
    }
    bounded(long double v, long double e) : value(v), error(e) {}

    static auto rounded(long double v, long double e, long double units = 1) -> bounded
    {
        auto const size = std::abs(v) + e; // of 0, nothing is rounded
        return {v, size > 0 ? e + units * u * size + std::numeric_limits<T>::min() : 0};
    }

    friend auto operator-(bounded a) -> bounded { return {-a.value, a.error}; }
    friend auto operator+(bounded a, bounded b) -> bounded
    {
        return rounded(a.value + b.value, a.error + b.error);
    }
    friend auto operator-(bounded a, bounded b) -> bounded { return a + -b; }
    friend auto operator*(bounded a, bounded b) -> bounded
    {
        return rounded(a.value * b.value,
                       std::abs(a.value) * b.error + std::abs(b.value) * a.error + a.error * b.error);
    }
    friend auto operator/(bounded a, bounded b) -> bounded
    {
        auto const quotient = a.value / b.value, least = std::abs(b.value) - b.error;
        return rounded(quotient, least > 0 ? (a.error + std::abs(quotient) * b.error) / least : HUGE_VALL);
    }

    /// Whether a comparison holds, and whether it does for all that the numbers may be.
    struct verdict {
        bool holds, is_sure;
    };
    friend auto operator>(bounded a, bounded b) -> verdict { return {a.value > b.value, is_apart(a, b)}; }
    friend auto operator<(bounded a, bounded b) -> verdict { return b > a; }
    friend auto operator>=(bounded a, bounded b) -> verdict { return {a.value >= b.value, is_apart(a, b)}; }
    friend auto operator<=(bounded a, bounded b) -> verdict { return b >= a; }
    friend auto where(verdict which, bounded a, bounded b) -> bounded
    {
        auto const chosen = which.holds ? a : b;
        return which.is_sure
            ? chosen
            : bounded(chosen.value, std::abs(a.value - b.value) + std::max(a.error, b.error));
    }
    friend auto max(bounded a, bounded b) -> bounded
    {
        return {std::max(a.value, b.value), std::max(a.error, b.error)};
    }
    friend auto min(bounded a, bounded b) -> bounded { return -max(-a, -b); }
    friend auto abs(bounded a) -> bounded { return {std::abs(a.value), a.error}; }
    friend auto sqrt(bounded a) -> bounded
    {
        auto const root = std::sqrt(a.value);
        return rounded(root, root - std::sqrt(std::max(a.value - a.error, 0.0L)));
    }
    friend auto exp(bounded a) -> bounded
    {
        auto const e = std::exp(a.value);
        return rounded(e, e * std::expm1(a.error), 4);
    }
    friend auto log(bounded a) -> bounded
    {
        return rounded(std::log(a.value), -std::log1p(-std::min(a.error / a.value, 1.0L)), 4);
    }
    // Below, the slope is steepest where the argument comes nearest to 0.
    friend auto tanh(bounded a) -> bounded
    {
        auto const y = std::tanh(a.nearest_to_zero());
        return rounded(std::tanh(a.value), (1 - y * y) * a.error, 4);
    }
    friend auto erf(bounded a) -> bounded
    {
        auto const x = a.nearest_to_zero();
        return rounded(std::erf(a.value), 1.12837916709551258L * std::exp(-x * x) * a.error, 4);
    }
    friend auto logistic(bounded a) -> bounded
    {
        auto const at = [](long double x) {
            return 1 / (1 + std::exp(-x));
        };
        auto const y = at(a.nearest_to_zero());
        return rounded(at(a.value), y * (1 - y) * a.error, 4);
    }

private:
    static auto is_apart(bounded a, bounded b) -> bool
    {
        return std::abs(a.value - b.value) > a.error + b.error || a.error + b.error == 0;
    }
    [[nodiscard]] auto nearest_to_zero() const -> long double
    {
        return std::max(std::abs(value) - error, 0.0L);
    }
};

/// n terms added in any order: each partial sum rounds, and a term is in n - 1 of them at most.
template <class T>
class sum {
public:
    void add(bounded<T> x)
    {
        value_ += x.value;
        error_ += x.error;
        size_ += std::abs(x.value) + x.error;
        ++terms_;
    }
    /// The same with a term that is a product: it rounds once more.
    void add(bounded<T> a, bounded<T> b)
    {
        add({a.value * b.value,
             std::abs(a.value) * b.error + std::abs(b.value) * a.error + a.error * b.error});
        products_ = 1;
    }
    [[nodiscard]] auto total() const -> bounded<T>
    {
        auto const roundings = std::max(terms_ - 1, 0L) + products_;
        auto const nu = static_cast<long double>(roundings) * bounded<T>::u;
        return {value_, size_ > 0 ? error_ + nu / (1 - nu) * size_ + std::numeric_limits<T>::min() : 0};
    }

private:
    long double value_ = 0, error_ = 0, size_ = 0;
    long terms_ = 0, products_ = 0;
};

template <class T>
using formula = bounded<T> (*)(bounded<T> const* in);

/// Runs a plan's ops on bounded numbers. Its graph is that of every policy; the order within a sum is none's.
template <class T>
class program final : public lagom::runners::runner<T> {
public:
    program(lagom::plan::view const& p, formula<T> const* formulas, lagom::runners::store<T>& model)
        : lagom::runners::runner<T>(p, model), formulas_(formulas), arrays_(p.tensors.size()),
          fed_(p.tensors.size())
    {
    }

    void set_batch(long rows) override
    {
        batch_ = rows;
        if (p_.batch_size >= 0) {
            this->number(p_.batch_size) = static_cast<double>(rows);
        }
        using enum lagom::role;
        for (short t = 0; t < static_cast<short>(fed_.size()); ++t) {
            if (p_.at(t).is == input || p_.at(t).is == target || p_.at(t).is == classes ||
                p_.at(t).is == incoming) {
                fed_[index(t)].assign(index(rows_of(t) * p_.at(t).over.cols), T(0));
            }
        }
    }
    [[nodiscard]] auto batch() const -> long { return batch_; }
    /// The first run takes parameters and state from the model; later ones go on with what the last one made.
    void run(lagom::runners::team&, std::uint32_t number) override
    {
        this->start_step(number);
        for (short t = 0; t < static_cast<short>(arrays_.size()); ++t) {
            arrays_[index(t)].resize(index(rows_of(t) * p_.at(t).over.cols));
            if (p_.at(t).over.where == lagom::graphs::space::scalar) {
                arrays_[index(t)] = {this->number(t)};
            } else if (!fed_[index(t)].empty()) {
                arrays_[index(t)].assign(fed_[index(t)].begin(), fed_[index(t)].end());
            }
        }
        if (!std::exchange(has_run_, true)) {
            take_numbers();
        }
        for (auto const& o : p_.ops) {
            visit(o);
        }
    }
    void run_timed(std::uint32_t, std::vector<double>&) override {}
    [[nodiscard]] auto tile(short t) -> lagom::tile_view<T> override
    {
        auto const& over = p_.at(t).over;
        return {.data = fed_[index(t)].data(),
                .panel = over.cols,
                .batch = batch_,
                .positions = over.rows.per_example,
                .cols = over.cols};
    }
    [[nodiscard]] auto column(short) -> T const* override { return nullptr; }
    [[nodiscard]] auto element(short t, long row, long col) -> T& override
    {
        return fed_[index(t)][index(row * p_.at(t).over.cols + col)];
    }
    [[nodiscard]] auto carried(short) -> std::span<T> override { return {}; }
    [[nodiscard]] auto arena_bytes() const -> std::size_t override { return 0; }
    /// A number that was computed; rows and columns that a tensor has not are broadcast.
    [[nodiscard]] auto at(short t, long row, long col) -> bounded<T>&
    {
        auto const home = p_.at(t).home >= 0 ? p_.at(t).home : t;
        long const rows = rows_of(home), cols = p_.at(home).over.cols;
        return arrays_[index(home)][index((rows == 1 ? 0 : row) * cols + (cols == 1 ? 0 : col))];
    }

private:
    using lagom::runners::runner<T>::p_;
    using lagom::runners::runner<T>::model_;
    using lagom::runners::runner<T>::noise_;

    formula<T> const* formulas_;
    std::vector<std::vector<bounded<T>>> arrays_;
    std::vector<std::vector<T>> fed_;
    long batch_ = 0;
    bool has_run_ = false;

    void take_numbers()
    {
        std::size_t entry = 0;
        for (auto const ids : {p_.parameters, p_.states}) {
            for (short const id : ids) {
                auto const& e = model_->entries()[entry++];
                e.for_each([&](long r, long c, long) {
                    at(id, r, c) = model_->element(e, r, c);
                });
            }
        }
    }
    static auto index(long i) -> std::size_t { return static_cast<std::size_t>(i); }
    [[nodiscard]] auto rows_of(short t) const -> long { return p_.at(t).over.rows.at(batch_); }
    void visit(lagom::graphs::op const& o)
    {
        numbers here{*this};
        lagom::runners::meaning<numbers> what(p_, batch_, here);
        for (long r = 0; r < rows_of(o.out); ++r) {
            for (long c = 0; c < p_.at(o.out).over.cols; ++c) {
                at(o.out, r, c) = what.element(o, r, c);
            }
        }
    }
    /// As the ops' definitions see the numbers.
    struct numbers {
        using number = bounded<T>;
        using sum = rounding::sum<T>;
        program& of;

        auto at(short t, long r, long c) -> bounded<T> { return of.at(t, r, c); }
        auto map(lagom::graphs::op const& o, long, long, bounded<T> const* in) -> bounded<T>
        {
            return of.formulas_[&o - of.p_.ops.data()](in);
        }
        auto draw(lagom::graphs::op const& o, long r, long c) -> bounded<T>
        {
            auto const& key = of.noise_[index(o.out)];
            auto const row = static_cast<std::uint32_t>(r), col = static_cast<std::uint32_t>(c);
            // Normal numbers are made in double and stored in T; their argument is the same word.
            return o.drawn == lagom::graphs::law::uniform
                ? bounded<T>(lagom::uniform_noise(key, row, col))
                : bounded<T>::rounded(lagom::normal_noise(key, row, col), 0, 16);
        }
        static auto larger(bounded<T> a, bounded<T> b) -> bounded<T> { return max(a, b); }
        static auto plain(bounded<T> a) -> double { return static_cast<double>(a.value); }
    };
};

/// The formulas of a plan's maps, by op.
template <class Plan>
struct formulas_of {
    using T = typename Plan::scalar;

    template <int I>
    static constexpr auto one() -> formula<T>
    {
        constexpr auto const& o = Plan::graph.ops[I];
        if constexpr (o.what == lagom::graphs::op_kind::map) {
            using F = lagom::graphs::callable<typename Plan::formulas, o.f.base, o.f.reading>;
            return [](bounded<T> const* in) {
                return [in]<std::size_t... K>(std::index_sequence<K...>) -> bounded<T> {
                    return F{}(in[K]...);
                }(std::make_index_sequence<o.arity>{});
            };
        } else {
            return nullptr;
        }
    }
    static constexpr auto table = []<int... I>(std::integer_sequence<int, I...>) {
        return std::array<formula<T>, sizeof...(I)>{one<I>()...};
    }(std::make_integer_sequence<int, Plan::graph.ops.count>{});
};

} // namespace rounding
