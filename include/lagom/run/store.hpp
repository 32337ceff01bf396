// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/random.hpp>
#include <lagom/plan/view.hpp>
#include <lagom/run/buffer.hpp>

#include <string>
#include <vector>

namespace lagom::runners {

/// A parameter, or state, of a model: its path, its shape and where it lies.
struct stored_entry {
    std::string path;
    role is = role::value;
    graphs::space where = graphs::space::per_column;
    int rows = 1, cols = 1;
    double low = 0, high = 0; // the range of a state's numbers; a parameter has none
    long at = 0; // offset in the store
    bool measured = false; // of a mean or deviation of features: on data, or set

    [[nodiscard]] auto is_measured_on_data() const -> bool
    {
        return is == role::feature_mean || is == role::feature_deviation;
    }
    /// As a user sees it: a kernel [inputs, units], anything else [units].
    [[nodiscard]] auto shape() const -> std::vector<std::size_t>
    {
        auto const r = static_cast<std::size_t>(rows), c = static_cast<std::size_t>(cols);
        return where == graphs::space::per_column ? std::vector<std::size_t>{c}
                                                  : std::vector<std::size_t>{r, c};
    }
    /// f(row, col, place in the user's array) for each number.
    void for_each(auto f) const
    {
        for (long r = 0; r < rows; ++r) {
            for (long c = 0; c < cols; ++c) {
                f(r, c, r * cols + c);
            }
        }
    }
};

struct rate_entry {
    std::string path;
    double value = 0, low = 0, high = 0;
};

/// What a model owns: parameters and state in the layout of the kernels, and rates, each with its path, in
/// lowering order. The programs of all purposes find theirs by that order.
template <class T>
class store {
public:
    store() = default;
    /// `p` is the plan of any purpose of the network.
    explicit store(plan::view const& p);

    [[nodiscard]] auto parameter_count() const -> std::size_t { return parameter_count_; }
    [[nodiscard]] auto entries() const -> std::vector<stored_entry> const& { return entries_; }
    void set_measured(std::size_t entry, bool yes) { entries_[entry].measured = yes; }
    [[nodiscard]] auto rates() const -> std::vector<rate_entry> const& { return rates_; }
    [[nodiscard]] auto rates() -> std::vector<rate_entry>& { return rates_; }
    [[nodiscard]] auto data(std::size_t entry) const -> T* { return numbers_.data() + entries_[entry].at; }
    [[nodiscard]] auto bytes() const -> std::size_t { return numbers_.size() * sizeof(T); }
    [[nodiscard]] auto numbers() const -> buffer<T> const& { return numbers_; }
    [[nodiscard]] auto numbers() -> buffer<T>& { return numbers_; }

    /// Where element (row, col) of an entry lies among the numbers.
    [[nodiscard]] auto place_of(stored_entry const& e, long row, long col) const -> long
    {
        return e.at + plan::offset_in(e.where, e.rows, row, col, panel_);
    }
    [[nodiscard]] auto element(stored_entry const& e, long row, long col) const -> T&
    {
        return numbers_.data()[place_of(e, row, col)];
    }

    /// Takes the numbers and rates of another store of the same network; they come to lie where these lay. Allocates
    /// nothing, so that it cannot end half way.
    void assign(store const& other) noexcept
    {
        std::copy_n(other.numbers_.data(), numbers_.size(), numbers_.data());
        for (std::size_t i = 0; i < entries_.size(); ++i) {
            entries_[i].measured = other.entries_[i].measured;
        }
        for (std::size_t i = 0; i < rates_.size(); ++i) {
            rates_[i].value = other.rates_[i].value;
        }
    }

    /// Kernels drawn, scales and shifts at their start. Each number depends on the seed, its parameter's
    /// place and its own place in it.
    void initialize(plan::view const& p, seed s);

private:
    int panel_ = 1;
    std::size_t parameter_count_ = 0;
    std::vector<stored_entry> entries_;
    std::vector<rate_entry> rates_;
    buffer<T> numbers_;
};

extern template class store<float>;
extern template class store<double>;

} // namespace lagom::runners
