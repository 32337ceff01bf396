// SPDX-License-Identifier: BSL-1.0
#include <lagom/run/model.hpp>

#include <lagom/core/ranges.hpp>

#include "entry_misfit.hpp"

#include <algorithm>

namespace lagom {

namespace {

template <class Entries>
auto listed(Entries const& entries) -> std::string
{
    std::string text;
    for (auto const& e : entries) {
        text += (text.empty() ? "" : ", ") + e.path;
    }
    return text.empty() ? "none" : text;
}

} // namespace

template <class T>
auto model_base<T>::entry(std::string_view path) const -> stored_entry const&
{
    for (auto const& e : store_.entries()) {
        if (e.path == path) {
            return e;
        }
    }
    throw argument_error("the model has no parameter '" + std::string(path) + "'; it has " +
                         listed(store_.entries()));
}

template <class T>
void model_base<T>::set_parameter(std::string_view path, xt::xarray<T> const& values)
{
    auto const& e = entry(path);
    auto const wanted = e.shape();
    if (!std::equal(wanted.begin(), wanted.end(), values.shape().begin(), values.shape().end())) {
        throw argument_error("parameter '" + e.path + "' has shape " + shape_text(wanted) +
                             ", and was given " + shape_text(values.shape()));
    }
    if (!plan::is_parameter(e.is)) { // a parameter may be any number
        if (auto const misfit = misfit_of(e, values); !misfit.empty()) {
            throw argument_error("model: " + e.path + " " + misfit);
        }
    }
    e.for_each([&](long r, long c, long i) {
        store_.element(e, r, c) = values.data()[i];
    });
}

template <class T>
void model_base<T>::set(std::string_view path, double value)
{
    for (auto& r : store_.rates()) {
        if (r.path == path) {
            r.value = in_range("model", r.path.c_str(), value, r.low, r.high);
            return;
        }
    }
    throw argument_error("the model has no rate '" + std::string(path) + "'; it has " +
                         listed(store_.rates()));
}

template <class T>
auto model_base<T>::rate(std::string_view path) const -> double
{
    for (auto const& r : store_.rates()) {
        if (r.path == path) {
            return r.value;
        }
    }
    throw argument_error("the model has no rate '" + std::string(path) + "'; it has " +
                         listed(store_.rates()));
}

template <class T>
auto model_base<T>::paths() const -> std::vector<std::string>
{
    std::vector<std::string> all;
    for (auto const& e : store_.entries()) {
        all.push_back(e.path);
    }
    return all;
}

template class model_base<float>;
template class model_base<double>;

} // namespace lagom
