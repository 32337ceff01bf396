// SPDX-License-Identifier: BSL-1.0
#include <lagom/train/checkpoint.hpp>

#include <lagom/data/safetensors.hpp>

#include "run/entry_misfit.hpp"
#include "train/model_words.hpp"

#include <algorithm>
#include <cstring>
#include <map>
#include <optional>
#include <ostream>
#include <set>
#include <string_view>
#include <utility>

namespace lagom {

namespace {

using model_words::differences;

template <class T>
constexpr auto type_name() -> char const*
{
    return sizeof(T) == 4 ? "F32" : "F64";
}

/// Names as a text; the first ones of many.
auto listed(std::vector<std::string> const& names) -> std::string
{
    constexpr std::size_t most = 20;
    std::string text;
    for (std::size_t i = 0; i < std::min(names.size(), most); ++i) {
        text += (i > 0 ? ", '" : "'") + names[i] + "'";
    }
    return names.empty()      ? "none"
        : names.size() > most ? text + " and " + std::to_string(names.size() - most) + " more"
                              : text;
}

/// The tensors of a file by name.
auto by_name(safetensors_file const& file) -> std::map<std::string_view, stored_tensor const*>
{
    std::map<std::string_view, stored_tensor const*> all;
    for (auto const& t : file.tensors) {
        all.emplace(t.name, &t);
    }
    return all;
}

auto has_shape_of(runners::stored_entry const& e, stored_tensor const& t, differences& found) -> bool
{
    if (auto const wanted = e.shape(); t.shape != wanted) {
        found.add(
            "tensor '" + t.name + "' has shape " + shape_text(t.shape) + ", and the network needs " +
            shape_text(wanted) +
            (e.is_measured_on_data() && t.shape.size() == 1 && t.shape[0] % wanted[0] == 0
                 ? ": standardize has one number a channel of a series or an image, and had one a feature; "
                   "train again, or write flatten | standardize"
                 : ""));
        return false;
    }
    return true;
}

/// Numbers for an entry of a store, if it can hold them.
template <class T>
void write(runners::store<T>& s, std::size_t place, xt::xarray<T> const& values, differences& found)
{
    auto const& e = s.entries()[place];
    if (auto const misfit = misfit_of(e, values); !misfit.empty()) {
        found.add("tensor '" + e.path + "' " + misfit);
        return;
    }
    e.for_each([&](long r, long c, long i) {
        s.element(e, r, c) = values.data()[i];
    });
}

/// All tensors that a network needs, each in its type and shape, and no other.
template <class T>
void write_all(runners::store<T>& s, safetensors_file const& file, differences& found)
{
    auto tensors = by_name(file);
    for (std::size_t i = 0; i < s.entries().size(); ++i) {
        auto const& e = s.entries()[i];
        auto const entry = tensors.extract(e.path);
        if (entry.empty()) {
            found.add("has no tensor '" + e.path + "', which the network needs");
            continue;
        }
        auto const& t = *entry.mapped();
        bool const is_of_type = t.dtype == type_name<T>();
        if (!is_of_type) {
            found.add("tensor '" + t.name + "' holds " + t.dtype + ", and the model computes in " +
                      type_name<T>());
        }
        if (has_shape_of(e, t, found) && is_of_type) {
            xt::xarray<T> values = xt::zeros<T>(e.shape());
            std::memcpy(values.data(), t.bytes.data(), t.bytes.size());
            write(s, i, values, found);
        }
    }
    for (auto const& [name, t] : tensors) {
        found.add("has a tensor '" + std::string(name) + "', which the network does not know");
    }
}

/// Which means and deviations were measured, of those that the file says.
template <class T>
void write_measured(runners::store<T>& s, model_words::remarks const& said, differences& found)
{
    std::set<std::string_view> unknown(said.measured.begin(), said.measured.end());
    for (std::size_t i = 0; i < s.entries().size(); ++i) {
        auto const& e = s.entries()[i];
        bool const is_said = unknown.erase(e.path) > 0;
        s.set_measured(i, e.is_measured_on_data() && (said.standardized || is_said));
    }
    for (auto const name : unknown) {
        found.add("says that '" + std::string(name) + "' was measured, which the network does not know");
    }
}

/// The numbers of a tensor, whatever their type.
template <class T>
auto numbers_in(stored_tensor const& t, differences& found) -> std::optional<xt::xarray<T>>
{
    try {
        return numbers_of<T>(t);
    } catch (data_error const& e) {
        found.add(e.what());
        return {};
    }
}

} // namespace

template <class T>
void save(runners::model_base<T> const& m, std::string const& path)
{
    safetensors_file file;
    for (auto const& e : m.values().entries()) {
        auto const values = m.parameter(e.path);
        if (auto const misfit = misfit_of(e, values); !misfit.empty()) {
            throw argument_error("save: " + e.path + " " + misfit + "; nothing was written to " + path);
        }
        stored_tensor t{e.path, type_name<T>(), e.shape(), std::vector<std::byte>(values.size() * sizeof(T))};
        std::memcpy(t.bytes.data(), values.data(), t.bytes.size());
        file.tensors.push_back(std::move(t));
    }
    file.metadata = model_words::written(m);
    model_words::seal(file);
    write_safetensors(path, file);
}

// Both loads change a copy, which then goes into the model without an allocation: all of it or nothing.

template <class T>
void load(runners::model_base<T>& m, std::string const& path)
{
    auto file = read_safetensors(path);
    model_words::check_format(file, path);
    model_words::unseal(file, path);
    auto loaded = m.values();
    differences found;
    write_all(loaded, file, found);
    auto said = model_words::read(std::move(file.metadata), loaded.rates(), found);
    write_measured(loaded, said, found);
    model_words::compare_layers(said.layers, m.layers(), found);
    found.require_none(path);
    for (std::size_t i = 0; i < said.rates.size(); ++i) {
        loaded.rates()[i].value = said.rates[i];
    }
    m.values().assign(loaded);
    m.set_notes(std::move(said.notes));
}

template <class T>
auto load(runners::model_base<T>& m, std::string const& path, partial_t) -> load_report
{
    auto file = read_safetensors(path);
    bool const is_of_save = model_words::is_of_save(file);
    if (is_of_save) {
        model_words::unseal(file, path);
    }
    auto const tensors = by_name(file);
    auto loaded = m.values();
    load_report report;
    differences found;
    std::set<std::string_view> taken;
    for (std::size_t i = 0; i < loaded.entries().size(); ++i) {
        auto const& e = loaded.entries()[i];
        auto const t = tensors.find(e.path);
        if (t == tensors.end()) {
            report.missing.push_back(e.path);
            continue;
        }
        report.taken.push_back(e.path);
        taken.insert(t->first);
        if (!has_shape_of(e, *t->second, found)) {
            continue;
        }
        if (auto const values = numbers_in<T>(*t->second, found)) {
            write(loaded, i, *values, found);
            loaded.set_measured(i, e.is_measured_on_data());
        }
    }
    for (auto const& t : file.tensors) {
        if (!taken.contains(t.name)) {
            report.left.push_back(t.name);
        }
    }
    if (report.taken.empty()) {
        throw file_error(path + ": holds none of the model's tensors; the file has " + listed(report.left) +
                         ", the model " + listed(report.missing));
    }
    found.require_none(path);
    bool const is_same_network = is_of_save && report.left.empty() && report.missing.empty();
    auto notes = is_same_network ? model_words::notes_of(file) : m.notes();
    m.values().assign(loaded);
    m.set_notes(std::move(notes));
    return report;
}

auto operator<<(std::ostream& out, load_report const& r) -> std::ostream&
{
    return out << "taken              " << listed(r.taken) << '\n'
               << "left in the file   " << listed(r.left) << '\n'
               << "not in the file    " << listed(r.missing) << '\n';
}

template auto load(runners::model_base<float>&, std::string const&, partial_t) -> load_report;
template auto load(runners::model_base<double>&, std::string const&, partial_t) -> load_report;
template void save(runners::model_base<float> const&, std::string const&);
template void save(runners::model_base<double> const&, std::string const&);
template void load(runners::model_base<float>&, std::string const&);
template void load(runners::model_base<double>&, std::string const&);

} // namespace lagom
