// SPDX-License-Identifier: BSL-1.0
#include <lagom/train/checkpoint.hpp>

#include <lagom/data/safetensors.hpp>

#include "entry_misfit.hpp"

#include <charconv>
#include <cstring>
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
constexpr auto standardized_key = "standardized", class_names_key = "class_names", rate_prefix = "rate:";

using metadata_map = std::map<std::string, std::string>;

/// What a file says besides tensors.
struct remarks {
    bool standardized = false;
    std::vector<std::string> class_names;
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
    if (!(r.value >= r.low && r.value <= r.high)) {
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
    if (auto const names = metadata.extract(class_names_key); !names.empty()) {
        read.class_names = divide(names.mapped());
        if (join(read.class_names) != names.mapped()) {
            refuse(path,
                   "the class names hold a lone backslash; expected a line end or another one behind it");
        }
    }
    if (!metadata.empty()) {
        refuse(path,
               "has '" + metadata.begin()->first + "' in its metadata, which the network does not know");
    }
    return read;
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
    file.metadata[standardized_key] = m.is_standardized() ? "yes" : "no";
    if (!m.class_names().empty()) {
        file.metadata[class_names_key] = join(m.class_names());
    }
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
    for (auto const& [name, values] : found) {
        m.set_parameter(name, values);
    }
    m.values().rates() = std::move(said.rates);
    m.set_class_names(std::move(said.class_names));
    m.set_standardized(said.standardized);
}

template void save(model_base<float> const&, std::string const&);
template void save(model_base<double> const&, std::string const&);
template void load(model_base<float>&, std::string const&);
template void load(model_base<double>&, std::string const&);

} // namespace lagom
