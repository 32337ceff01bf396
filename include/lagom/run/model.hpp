// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/errors.hpp> // first, so that errors in it come without a list of includes

#include <lagom/check/rules.hpp>
#include <lagom/core/exceptions.hpp>
#include <lagom/core/ranges.hpp>
#include <lagom/plan/layers.hpp>
#include <lagom/run/store.hpp>
#include <lagom/run/xtensor.hpp>

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lagom {

namespace runners {

/// How the outputs of a model are to be read.
enum class outputs_mean : unsigned char {
    classes, // a softmax over them; one output is a sigmoid for two classes
    sigmoids, // a sigmoid each, and the largest is the class
    several_labels, // a sigmoid each, any number of which may hold
    numbers // as they are: no probabilities
};

/// What a model keeps of its fits besides numbers.
struct model_notes {
    std::vector<std::string> column_names, class_names, target_names; // of the training data; empty: none
    outputs_mean outputs = outputs_mean::classes; // as the last loss reads them
    bool of_pixels = false; // the last data were bytes marked as pixels
    long fits = 0;
};

/// What a model of any network is, apart from the network: parameters and state by path, rates, and what it
/// knows of the data that it was trained on.
template <class T>
class model_base {
public:
    using scalar = T;

    /// `layers` are those of the network, in constants.
    model_base(plan::view const& p, std::span<plan::layer const> layers, seed s)
        : store_(std::make_shared<store<T>>(p)), layers_(layers), seed_(s)
    {
        store_->initialize(p, s);
    }
    // Copies are independent. The numbers of a model stay where they are, through a move and an assignment, too:
    // what works on them (an updater, a predictor) goes on.
    model_base(model_base const& other)
        : store_(std::make_shared<store<T>>(*other.store_)), layers_(other.layers_), seed_(other.seed_),
          notes_(other.notes_)
    {
    }
    model_base(model_base&& other) noexcept = default;
    auto operator=(model_base const& other) -> model_base&
    {
        auto notes = other.notes_; // what can fail comes first
        if (store_ == nullptr) {
            store_ = std::make_shared<store<T>>(*other.store_);
        } else if (store_ != other.store_) {
            store_->assign(*other.store_);
        }
        seed_ = other.seed_;
        notes_ = std::move(notes);
        return *this;
    }
    ~model_base() = default;

    /// A parameter or state by its path: a kernel [inputs, units], anything else [units].
    ///
    /// Throws  argument_error, listing the paths, if there is none of that name
    [[nodiscard]] auto parameter(std::string_view path) const -> xt::xarray<T>
    {
        auto const& e = values().entries()[place_of(path)];
        xt::xarray<T> out = xt::zeros<T>(e.shape());
        e.for_each([&](long r, long c, long i) {
            out.data()[i] = values().element(e, r, c);
        });
        return out;
    }
    /// Writes a parameter or state; `values` has the shape that `parameter` gives. What is set of a `standardize`
    /// counts as measured.
    ///
    /// Throws  argument_error for another shape, and where a state cannot be what is given: a negative
    /// variance
    void set_parameter(std::string_view path, xt::xarray<T> const& values);
    /// Writes a rate by its path: model.set("dropout.0.rate", 0.2). In `on_epoch` it holds from the next step on.
    ///
    /// Throws  argument_error that says the path, the value and its range
    void set(std::string_view path, double value);
    /// A rate by its path.
    [[nodiscard]] auto rate(std::string_view path) const -> double;
    /// Paths of all parameters, then of all state, in the order of the layers.
    [[nodiscard]] auto paths() const -> std::vector<std::string>;

    [[nodiscard]] auto values() -> store<T>& { return *store_; }
    [[nodiscard]] auto values() const -> store<T> const& { return *store_; }
    /// The same for one that may outlive the model.
    [[nodiscard]] auto shared_values() const -> std::shared_ptr<store<T>> const& { return store_; }

    /// Names of the classes and of the features that it was trained on, where the data had some. New data must
    /// have the same in the same order; an empty list takes any.
    ///
    /// Throws  argument_error for a name that is no UTF-8, which no file could hold
    [[nodiscard]] auto class_names() const -> std::vector<std::string> const& { return notes_.class_names; }
    void set_class_names(std::vector<std::string> names);
    [[nodiscard]] auto column_names() const -> std::vector<std::string> const& { return notes_.column_names; }
    void set_column_names(std::vector<std::string> names);
    [[nodiscard]] auto target_names() const -> std::vector<std::string> const& { return notes_.target_names; }
    void set_target_names(std::vector<std::string> names);
    /// How often it was fitted.
    [[nodiscard]] auto fits() const -> long { return notes_.fits; }
    [[nodiscard]] auto notes() const -> model_notes const& { return notes_; }
    void set_notes(model_notes n) { notes_ = std::move(n); }

    /// What the network is made of.
    [[nodiscard]] auto layers() const -> std::span<plan::layer const> { return layers_; }
    [[nodiscard]] auto initial_seed() const -> seed { return seed_; }
    /// There are means and deviations of features, and all have been measured or set.
    [[nodiscard]] auto is_standardized() const -> bool;
    void set_standardized(bool yes);
    /// The means and deviations of these paths count as measured; what the model has not is left out.
    void set_measured(std::vector<std::string> const& paths);
    /// Passes a model that can be asked for outputs. `who` asks.
    ///
    /// Throws  argument_error that names a `standardize` that was never measured, or a parameter that holds a NaN or
    ///         an infinity
    void require_ready(char const* who) const;

private:
    [[nodiscard]] auto place_of(std::string_view path) const -> std::size_t;

    std::shared_ptr<store<T>> store_;
    std::span<plan::layer const> layers_;
    seed seed_;
    model_notes notes_;
};

} // namespace runners

/// A network with its parameters. Copies are independent.
template <class T, class Net>
class network_model : public runners::model_base<T> {
public:
    using network = Net;

    network_model(Net const& net, plan::view const& p, seed s)
        : runners::model_base<T>(p, plan::span_of(plan::layer_tables<Net>::layers), s), net_(net)
    {
        std::size_t i = 0;
        expr::visit_rates(net_, [&](char const*, double value, double, double) {
            auto& r = this->values().rates()[i++];
            r.value = in_range("model", r.path.c_str(), value, r.low, r.high);
        });
    }
    [[nodiscard]] auto net() const -> Net const& { return net_; }

    using runners::model_base<T>::set;
    /// The same by a path that the compiler checks: model.set<"dropout.0.rate">(0.2).
    ///
    /// Throws  argument_error that says the path, the value and its range
    template <fixed_string Path>
    void set(double value)
    {
        if constexpr (passes<decltype(refuse(checking::rate_path<plan::forward_of<T, Net>, Path>()))>) {
            this->set(std::string_view(basics::text_of<Path>), value);
        }
    }

private:
    Net net_;
};

template <class T>
struct model_computes_in_float_or_double_and_not_in {};

namespace runners {

template <class T>
using scalar_of_a_model = std::conditional_t<std::is_same_v<T, float> || std::is_same_v<T, double>,
                                             no_mistake, model_computes_in_float_or_double_and_not_in<T>>;

} // namespace runners

/// A model of a network, its initial weights drawn from `s`.
///
/// Example  auto model = make_model(net, seed(1)); auto precise = make_model<double>(net, seed(1));
template <class T = float, node Net>
auto make_model(Net const& net, seed s)
{
    if constexpr (!passes<decltype(refuse(runners::scalar_of_a_model<T>()))>) {
        return make_model<float>(net, s); // so that nothing more is said
    } else if constexpr (!passes<decltype(refuse(checking::shapes<Net>()))>) {
        return not_made{};
    } else if constexpr (!passes<decltype(refuse(checking::lowered<plan::forward_of<T, Net>, Net>()))>) {
        return not_made{};
    } else {
        return network_model<T, Net>(net, plan::outline_of<plan::forward_of<T, Net>>(), s);
    }
}

/// Arguments that are missing, too many, or of another type.
template <class T = float, class... A>
auto make_model(A const&...) -> not_made
{
    refuse(make_model_takes_a_network_and_a_seed<A...>{});
    return {};
}

/// What is no node is no network.
template <class T = float, class X>
    requires(!node<X>)
auto make_model(X const&, seed) -> not_made
{
    refuse(what_is_given_is_no_network<X>{});
    return {};
}

} // namespace lagom
