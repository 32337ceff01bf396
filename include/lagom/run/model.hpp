// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/errors.hpp> // first, so that errors in it come without a list of includes

#include <lagom/check/rules.hpp>
#include <lagom/core/exceptions.hpp>
#include <lagom/core/ranges.hpp>
#include <lagom/run/store.hpp>
#include <lagom/run/xtensor.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace lagom {

/// What a model of any network is, apart from the network: parameters and state by path, rates, class names.
template <class T>
class model_base {
public:
    using scalar = T;

    model_base(plan::view const& p, seed s) : store_(p), seed_(s) { store_.initialize(p, s); }

    /// A parameter or state by its path: a kernel [inputs, units], anything else [units].
    ///
    /// Throws  argument_error, listing the paths, if there is none of that name
    [[nodiscard]] auto parameter(std::string_view path) const -> xt::xarray<T>
    {
        auto const& e = entry(path);
        xt::xarray<T> out = xt::zeros<T>(e.shape());
        e.for_each([&](long r, long c, long i) {
            out.data()[i] = store_.element(e, r, c);
        });
        return out;
    }
    /// Writes a parameter or state; `values` has the shape that `parameter` gives.
    ///
    /// Throws  argument_error for another shape, and where a state cannot be what is given: a negative
    /// variance
    void set_parameter(std::string_view path, xt::xarray<T> const& values);
    /// Writes a rate by its path: model.set("dropout.0.rate", 0.2).
    ///
    /// Throws  argument_error that says the path, the value and its range
    void set(std::string_view path, double value);
    /// A rate by its path.
    [[nodiscard]] auto rate(std::string_view path) const -> double;
    /// Paths of all parameters, then of all state, in the order of the layers.
    [[nodiscard]] auto paths() const -> std::vector<std::string>;

    [[nodiscard]] auto values() -> store<T>& { return store_; }
    [[nodiscard]] auto values() const -> store<T> const& { return store_; }
    [[nodiscard]] auto class_names() const -> std::vector<std::string> const& { return class_names_; }
    void set_class_names(std::vector<std::string> names) { class_names_ = std::move(names); }
    [[nodiscard]] auto initial_seed() const -> seed { return seed_; }
    /// The features' means and deviations have been measured.
    [[nodiscard]] auto is_standardized() const -> bool { return standardized_; }
    void set_standardized(bool yes) { standardized_ = yes; }

private:
    [[nodiscard]] auto entry(std::string_view path) const -> stored_entry const&;

    store<T> store_;
    seed seed_;
    std::vector<std::string> class_names_;
    bool standardized_ = false;
};

/// A network with its parameters. Copies are independent.
template <class T, class Net>
class network_model : public model_base<T> {
public:
    using network = Net;

    network_model(Net const& net, plan::view const& p, seed s) : model_base<T>(p, s), net_(net)
    {
        std::size_t i = 0;
        plan::visit_rates(net_, [&](char const*, double value, double, double) {
            auto& r = this->values().rates()[i++];
            r.value = in_range("model", r.path.c_str(), value, r.low, r.high);
        });
    }
    [[nodiscard]] auto net() const -> Net const& { return net_; }

    using model_base<T>::set;
    /// The same by a path that the compiler checks: model.set<"dropout.0.rate">(0.2).
    ///
    /// Throws  argument_error that says the path, the value and its range
    template <fixed_string Path>
    void set(double value)
    {
        if constexpr (passes<decltype(refuse(checking::rate_path<plan::forward_of<T, Net>, Path>()))>) {
            this->set(std::string_view(plan::text_of<Path>), value);
        }
    }

private:
    Net net_;
};

template <class T, class Net>
using forward_plan = plan::forward_of<T, Net>;

/// A model of a network, its initial weights drawn from `s`.
///
/// Example  auto model = make_model(net, seed(1)); auto precise = make_model<double>(net, seed(1));
template <class T = float, node Net>
auto make_model(Net const& net, seed s)
{
    if constexpr (!passes<decltype(refuse(checking::shapes<Net>()))>) {
        return not_made{};
    } else if constexpr (!passes<decltype(refuse(checking::names<forward_plan<T, Net>>()))>) {
        return not_made{};
    } else {
        return network_model<T, Net>(net, plan::outline_of<forward_plan<T, Net>>(), s);
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
