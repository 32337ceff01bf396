// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/layer_noise.hpp>
#include <lagom/core/ranges.hpp>
#include <lagom/run/store.hpp>
#include <lagom/run/team.hpp>
#include <lagom/run/tile_view.hpp>

#include <span>
#include <vector>

namespace lagom::runners {

/// A plan with memory, whatever policy runs it: what `fit` and its like talk to.
template <class T>
class runner {
public:
    runner(plan::view const& p, store<T>& model);
    runner(runner const&) = delete;
    auto operator=(runner const&) -> runner& = delete;
    virtual ~runner();

    /// Makes room for `rows` examples.
    virtual void set_batch(long rows) = 0;
    /// One step, the `number`-th, counted from one.
    virtual void run(team& workers, std::uint32_t number) = 0;
    /// The same on one thread, adding to `seconds` what each segment took, or each op where the policy has no
    /// segments.
    virtual void run_timed(std::uint32_t number, std::vector<double>& seconds) = 0;
    /// A tensor over the batch that is handed in or kept.
    [[nodiscard]] virtual auto tile(short t) -> tile_view<T> = 0;
    /// Where the classes of the rows of a target go that the step reads as such; null if it reads rows of numbers alone.
    /// They count from here on, until `tile` is asked for, which has one 1 a row then.
    [[nodiscard]] virtual auto classes(short) -> std::int32_t* { return nullptr; }
    /// The numbers of the examples in a kept column.
    [[nodiscard]] virtual auto column(short t) -> T const* = 0;
    /// Element (row, col) of a kernel or row tensor that is handed in or kept.
    [[nodiscard]] virtual auto element(short t, long row, long col) -> T& = 0;
    /// All numbers of a parameter, a state or a moment as the policy keeps them, padding too.
    [[nodiscard]] virtual auto carried(short t) -> std::span<T> = 0;
    /// Takes parameters and state from the model, or gives them back, where the policy keeps copies.
    virtual void take_model() {}
    virtual void give_model() {}
    [[nodiscard]] virtual auto arena_bytes() const -> std::size_t = 0;

    void set_seed(seed s)
    {
        for (auto& key : noise_) {
            key.seed = philox_key(s);
        }
    }
    /// A setting, by its place among the objective's and then the chain's.
    void set_setting(std::size_t place, double value) { number(p_.settings[place]) = value; }
    void set_learning_rate(double value)
    {
        if (p_.learning_rate >= 0) {
            number(p_.learning_rate) = value;
        }
    }
    /// Takes the rates of the model as they are now.
    void read_rates()
    {
        for (std::size_t i = 0; i < p_.rates.size(); ++i) {
            number(p_.rates[i]) = as_drawn(model_->rates()[i].value, p_.at(p_.rates[i]).low);
        }
    }
    [[nodiscard]] auto plan() const -> plan::view const& { return p_; }
    [[nodiscard]] auto number_of(short t) const -> double { return numbers_[static_cast<std::size_t>(t)]; }
    [[nodiscard]] auto noise_of(short t) const -> noise_key const&
    {
        return noise_[static_cast<std::size_t>(t)];
    }

    /// Copies what lives from step to step (parameters, state, moments), or puts it back.
    void save(std::vector<T>& to);
    void load(std::vector<T> const& from);
    /// No parameter and no state holds a NaN or an infinity.
    [[nodiscard]] auto model_is_finite() -> bool;
    /// f(numbers) for each tensor that lives from step to step.
    void for_each_carried(auto f)
    {
        for (auto const ids : {p_.parameters, p_.states}) {
            for (short const id : ids) {
                f(carried(id));
            }
        }
        for (std::size_t t = 0; t < p_.tensors.size(); ++t) {
            if (p_.tensors[t].is == role::moment) {
                f(carried(static_cast<short>(t)));
            }
        }
    }

protected:
    plan::view p_;
    store<T>* model_;
    std::vector<double> numbers_; // scalars, by tensor
    std::vector<noise_key> noise_; // draws, by tensor

    [[nodiscard]] auto number(short t) -> double& { return numbers_[static_cast<std::size_t>(t)]; }
    [[nodiscard]] auto at(short t) const -> graphs::tensor const& { return p_.at(t); }
    template <class F>
    static auto timed(F f) -> double
    {
        double const start = now();
        f();
        return now() - start;
    }
    /// Seconds of a steady clock.
    static auto now() -> double;
    void start_step(std::uint32_t step);
};

extern template class runner<float>;
extern template class runner<double>;

} // namespace lagom::runners
