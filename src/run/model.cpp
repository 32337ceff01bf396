// SPDX-License-Identifier: BSL-1.0
#include <lagom/run/model.hpp>

#include <lagom/core/ranges.hpp>

#include "core/unfit.hpp"
#include "core/utf8_names.hpp"
#include "run/entry_misfit.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace lagom::runners {

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
auto model_base<T>::place_of(std::string_view path) const -> std::size_t
{
    auto const& entries = store_->entries();
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (entries[i].path == path) {
            return i;
        }
    }
    throw argument_error("the model has no parameter '" + std::string(path) + "'; it has " + listed(entries));
}

template <class T>
void model_base<T>::set_parameter(std::string_view path, xt::xarray<T> const& values)
{
    auto const place = place_of(path);
    auto const& e = store_->entries()[place];
    auto const wanted = e.shape();
    if (!std::equal(wanted.begin(), wanted.end(), values.shape().begin(), values.shape().end())) {
        throw argument_error("parameter '" + e.path + "' has shape " + shape_text(wanted) +
                             ", and was given " + shape_text(values.shape()));
    }
    if (!graphs::is_parameter(e.is)) { // a parameter may be any number
        if (auto const misfit = misfit_of(e, values); !misfit.empty()) {
            throw argument_error("model: " + e.path + " " + misfit);
        }
    }
    e.for_each([&](long r, long c, long i) {
        store_->element(e, r, c) = values.data()[i];
    });
    store_->set_measured(place, e.is_measured_on_data());
}

template <class T>
auto model_base<T>::is_standardized() const -> bool
{
    long measured = 0, all = 0;
    for (auto const& e : store_->entries()) {
        all += e.is_measured_on_data() ? 1 : 0;
        measured += e.measured ? 1 : 0;
    }
    return all > 0 && measured == all;
}

template <class T>
void model_base<T>::set_standardized(bool yes)
{
    for (std::size_t i = 0; i < store_->entries().size(); ++i) {
        store_->set_measured(i, yes && store_->entries()[i].is_measured_on_data());
    }
}

template <class T>
void model_base<T>::set_measured(std::vector<std::string> const& paths)
{
    for (std::size_t i = 0; i < store_->entries().size(); ++i) {
        auto const& e = store_->entries()[i];
        if (e.is_measured_on_data() && std::find(paths.begin(), paths.end(), e.path) != paths.end()) {
            store_->set_measured(i, true);
        }
    }
}

template <class T>
void model_base<T>::require_ready(char const* who) const
{
    for (auto const& e : store_->entries()) {
        if (e.is_measured_on_data() && !e.measured) {
            throw argument_error(std::string(who) + ": " + e.path +
                                 " was never measured; fit or load the model first, or set it");
        }
    }
    auto const& all = store_->numbers();
    if (first_unfit(all.data(), all.size(), std::numeric_limits<T>::max()) == all.size()) {
        return;
    }
    for (auto const& e : store_->entries()) {
        if (auto const misfit = misfit_of(e, parameter(e.path)); !misfit.empty()) {
            throw argument_error(std::string(who) + ": " + e.path + " " + misfit);
        }
    }
}

template <class T>
void model_base<T>::set(std::string_view path, double value)
{
    for (auto& r : store_->rates()) {
        if (r.path == path) {
            r.value = in_range("model", r.path.c_str(), value, r.low, r.high);
            return;
        }
    }
    throw argument_error("the model has no rate '" + std::string(path) + "'; it has " +
                         listed(store_->rates()));
}

template <class T>
auto model_base<T>::rate(std::string_view path) const -> double
{
    for (auto const& r : store_->rates()) {
        if (r.path == path) {
            return r.value;
        }
    }
    throw argument_error("the model has no rate '" + std::string(path) + "'; it has " +
                         listed(store_->rates()));
}

template <class T>
auto model_base<T>::paths() const -> std::vector<std::string>
{
    std::vector<std::string> all;
    for (auto const& e : store_->entries()) {
        all.push_back(e.path);
    }
    return all;
}

template <class T>
void model_base<T>::set_class_names(std::vector<std::string> names)
{
    require_utf8<argument_error>(names, "class");
    notes_.class_names = std::move(names);
}

template <class T>
void model_base<T>::set_column_names(std::vector<std::string> names)
{
    require_utf8<argument_error>(names, "column");
    notes_.column_names = std::move(names);
}

template <class T>
void model_base<T>::set_target_names(std::vector<std::string> names)
{
    require_utf8<argument_error>(names, "target");
    notes_.target_names = std::move(names);
}

template class model_base<float>;
template class model_base<double>;

} // namespace lagom::runners
