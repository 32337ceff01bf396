// SPDX-License-Identifier: BSL-1.0
#include <lagom/train/checkpoint.hpp>

#include <lagom/data/safetensors.hpp>

#include "entry_misfit.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <ostream>
#include <utility>

namespace lagom {

namespace {

template <class T>
constexpr auto type_name() -> char const*
{
    return sizeof(T) == 4 ? "F32" : "F64";
}

/// Names joined by line ends, with a backslash before a line end or a backslash of their own.
auto join(std::vector<std::string> const& names) -> std::string
{
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i) {
        text += i > 0 ? "\n" : "";
        for (char const c : names[i]) {
            text += c == '\n' || c == '\\' ? std::string("\\") + c : std::string(1, c);
        }
    }
    return text;
}

auto divide(std::string const& text) -> std::vector<std::string>
{
    std::vector<std::string> names(1);
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\n') {
            names.emplace_back();
        } else {
            i += text[i] == '\\' && i + 1 < text.size() ? 1 : 0;
            names.back() += text[i];
        }
    }
    return names;
}

constexpr auto format_key = "format", format_word = "lagom 1";
constexpr auto standardized_key = "standardized", measured_key = "measured", class_names_key = "class_names",
               column_names_key = "column_names", outputs_key = "outputs", fits_key = "fits",
               rate_prefix = "rate:";
/// What a file says of outputs_mean, in its order.
constexpr std::array<char const*, 3> output_words{"classes", "sigmoids", "several labels"};

using metadata_map = std::map<std::string, std::string>;

/// What a file says besides tensors.
struct remarks {
    bool standardized = false;
    std::vector<std::string> measured; // where some are and some are not
    model_notes notes;
    std::vector<rate_entry> rates;
};

[[noreturn]] void refuse(std::string const& path, std::string const& why)
{
    throw file_error(path + ": " + why);
}

/// Takes a key out of the metadata; throws if it is not there.
auto take(metadata_map& metadata, std::string const& path, std::string const& key,
          std::string const& expected) -> std::string
{
    auto const entry = metadata.extract(key);
    if (entry.empty()) {
        refuse(path, "has no '" + key + "' in its metadata; expected " + expected);
    }
    return std::move(entry.mapped());
}

auto read_rate(rate_entry r, std::string const& path, std::string const& text) -> rate_entry
{
    auto const end = std::from_chars(text.data(), text.data() + text.size(), r.value);
    if (end.ec != std::errc() || end.ptr != text.data() + text.size()) {
        refuse(path, "the rate '" + r.path + "' is '" + text + "', which is no number");
    }
    if (!is_within(r.value, r.low, r.high)) {
        refuse(path, "the rate '" + r.path + "' " + misfit_text(r.value, r.low, r.high));
    }
    return r;
}

/// Throws if the file is not one of `save`, whatever the network.
void check_format(metadata_map& metadata, std::string const& path)
{
    auto const word = "'" + std::string(format_word) + "'";
    if (auto const found = take(metadata, path, format_key, word); found != format_word) {
        refuse(path, "the format is '" + found + "'; expected " + word);
    }
}

/// Names under a key that need not be there.
auto take_names(metadata_map& metadata, std::string const& path, char const* key, char const* whose)
    -> std::vector<std::string>
{
    auto const found = metadata.extract(key);
    if (found.empty()) {
        return {};
    }
    auto names = divide(found.mapped());
    if (join(names) != found.mapped()) {
        refuse(path,
               std::string("the ") + whose +
                   " names hold a lone backslash; expected a line end or another one behind it");
    }
    return names;
}

/// What a model keeps of its fits; files from before a note existed do not have it.
auto take_notes(metadata_map& metadata, std::string const& path) -> model_notes
{
    model_notes notes;
    notes.class_names = take_names(metadata, path, class_names_key, "class");
    notes.column_names = take_names(metadata, path, column_names_key, "column");
    if (auto const word = metadata.extract(outputs_key); !word.empty()) {
        auto const known = std::find(output_words.begin(), output_words.end(), word.mapped());
        if (known == output_words.end()) {
            refuse(path,
                   "'outputs' is '" + word.mapped() +
                       "'; expected 'classes', 'sigmoids' or 'several labels'");
        }
        notes.outputs = static_cast<outputs_mean>(known - output_words.begin());
    }
    if (auto const count = metadata.extract(fits_key); !count.empty()) {
        auto const& text = count.mapped();
        auto const end = std::from_chars(text.data(), text.data() + text.size(), notes.fits);
        if (end.ec != std::errc() || end.ptr != text.data() + text.size() || notes.fits < 0) {
            refuse(path, "'fits' is '" + text + "'; expected how often the model was fitted");
        }
    }
    return notes;
}

/// Throws if the rest is not what `save` writes for a model of these rates, nothing missing and nothing more.
auto read_remarks(metadata_map metadata, std::string const& path, std::vector<rate_entry> const& rates)
    -> remarks
{
    remarks read;
    auto const standardized = take(metadata, path, standardized_key, "'yes' or 'no'");
    if (standardized != "yes" && standardized != "no") {
        refuse(path, "'standardized' is '" + standardized + "'; expected 'yes' or 'no'");
    }
    read.standardized = standardized == "yes";
    for (auto const& r : rates) {
        read.rates.push_back(read_rate(r, path, take(metadata, path, rate_prefix + r.path, "a number")));
    }
    read.measured = take_names(metadata, path, measured_key, "measured");
    read.notes = take_notes(metadata, path);
    if (!metadata.empty()) {
        refuse(path,
               "has '" + metadata.begin()->first + "' in its metadata, which the network does not know");
    }
    return read;
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

/// The numbers of a tensor, whatever their type; errors name the file.
template <class T>
auto numbers_in(stored_tensor const& t, std::string const& path) -> xt::xarray<T>
{
    try {
        return numbers_of<T>(t);
    } catch (data_error const& e) {
        refuse(path, e.what());
    }
}

template <class T>
void write_notes(metadata_map& metadata, model_base<T> const& m)
{
    metadata[standardized_key] = m.is_standardized() ? "yes" : "no";
    std::vector<std::string> measured;
    for (auto const& e : m.values().entries()) {
        if (e.measured) {
            measured.push_back(e.path);
        }
    }
    auto const& notes = m.notes();
    auto const write_names = [&](char const* key, std::vector<std::string> const& names) {
        if (!names.empty()) {
            metadata[key] = join(names);
        }
    };
    write_names(measured_key, m.is_standardized() ? std::vector<std::string>() : measured);
    write_names(class_names_key, notes.class_names);
    write_names(column_names_key, notes.column_names);
    metadata[outputs_key] = output_words[static_cast<std::size_t>(notes.outputs)];
    metadata[fits_key] = std::to_string(notes.fits);
}

} // namespace

template <class T>
void save(model_base<T> const& m, std::string const& path)
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
    file.metadata[format_key] = format_word;
    write_notes(file.metadata, m);
    for (auto const& r : m.values().rates()) {
        file.metadata[rate_prefix + r.path] = number_text(r.value);
    }
    write_safetensors(path, file);
}

template <class T>
void load(model_base<T>& m, std::string const& path)
{
    auto file = read_safetensors(path);
    check_format(file.metadata, path);
    auto const paths = m.paths();
    std::vector<std::pair<std::string, xt::xarray<T>>> found;
    for (auto const& e : m.values().entries()) {
        auto const& name = e.path;
        auto const shape = e.shape();
        auto const t = std::find_if(file.tensors.begin(), file.tensors.end(), [&](auto const& x) {
            return x.name == name;
        });
        if (t == file.tensors.end()) {
            refuse(path, "has no tensor '" + name + "', which the network needs");
        }
        if (t->dtype != type_name<T>()) {
            refuse(path,
                   "tensor '" + name + "' holds " + t->dtype + ", and the model computes in " +
                       type_name<T>());
        }
        if (t->shape != shape) {
            refuse(path,
                   "tensor '" + name + "' has shape " + shape_text(t->shape) + ", and the network needs " +
                       shape_text(shape));
        }
        xt::xarray<T> values = xt::zeros<T>(shape);
        std::memcpy(values.data(), t->bytes.data(), t->bytes.size());
        if (auto const misfit = misfit_of(e, values); !misfit.empty()) {
            refuse(path, "tensor '" + name + "' " + misfit);
        }
        found.emplace_back(name, std::move(values));
    }
    for (auto const& t : file.tensors) {
        if (std::find(paths.begin(), paths.end(), t.name) == paths.end()) {
            refuse(path, "has a tensor '" + t.name + "', which the network does not know");
        }
    }
    auto said = read_remarks(std::move(file.metadata), path, m.values().rates());
    for (auto const& name : said.measured) {
        if (std::find(paths.begin(), paths.end(), name) == paths.end()) {
            refuse(path, "says that '" + name + "' was measured, which the network does not know");
        }
    }
    for (auto const& [name, values] : found) {
        m.set_parameter(name, values);
    }
    m.values().rates() = std::move(said.rates);
    m.set_notes(std::move(said.notes));
    m.set_standardized(said.standardized);
    m.set_measured(said.measured);
}

template <class T>
auto load(model_base<T>& m, std::string const& path, partial_t) -> load_report
{
    auto const file = read_safetensors(path);
    load_report report;
    std::vector<std::pair<std::string, xt::xarray<T>>> found;
    for (auto const& e : m.values().entries()) {
        auto const t = std::find_if(file.tensors.begin(), file.tensors.end(), [&](auto const& x) {
            return x.name == e.path;
        });
        if (t == file.tensors.end()) {
            report.missing.push_back(e.path);
            continue;
        }
        if (t->shape != e.shape()) {
            refuse(path,
                   "tensor '" + e.path + "' has shape " + shape_text(t->shape) + ", and the network needs " +
                       shape_text(e.shape()));
        }
        auto values = numbers_in<T>(*t, path);
        if (auto const misfit = misfit_of(e, values); !misfit.empty()) {
            refuse(path, "tensor '" + e.path + "' " + misfit);
        }
        report.taken.push_back(e.path);
        found.emplace_back(e.path, std::move(values));
    }
    for (auto const& t : file.tensors) {
        if (std::find(report.taken.begin(), report.taken.end(), t.name) == report.taken.end()) {
            report.left.push_back(t.name);
        }
    }
    if (report.taken.empty()) {
        refuse(path,
               "holds none of the model's tensors; the file has " + listed(report.left) + ", the model " +
                   listed(report.missing));
    }
    for (auto const& [name, values] : found) {
        m.set_parameter(name, values);
    }
    return report;
}

auto operator<<(std::ostream& out, load_report const& r) -> std::ostream&
{
    return out << "taken              " << listed(r.taken) << '\n'
               << "left in the file   " << listed(r.left) << '\n'
               << "not in the file    " << listed(r.missing) << '\n';
}

template auto load(model_base<float>&, std::string const&, partial_t) -> load_report;
template auto load(model_base<double>&, std::string const&, partial_t) -> load_report;
template void save(model_base<float> const&, std::string const&);
template void save(model_base<double> const&, std::string const&);
template void load(model_base<float>&, std::string const&);
template void load(model_base<double>&, std::string const&);

} // namespace lagom
