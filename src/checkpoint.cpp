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

constexpr auto rate_prefix = "rate:";

} // namespace

template <class T>
void save(model_base<T> const& m, std::string const& path)
{
    safetensors_file file;
    for (auto const& name : m.paths()) {
        auto const values = m.parameter(name);
        stored_tensor t{name,
                        type_name<T>(),
                        {values.shape().begin(), values.shape().end()},
                        std::vector<std::byte>(values.size() * sizeof(T))};
        std::memcpy(t.bytes.data(), values.data(), t.bytes.size());
        file.tensors.push_back(std::move(t));
    }
    file.metadata["format"] = "lagom 1";
    file.metadata["standardized"] = m.is_standardized() ? "yes" : "no";
    if (!m.class_names().empty()) {
        file.metadata["class_names"] = join(m.class_names());
    }
    for (auto const& r : m.values().rates()) {
        file.metadata[rate_prefix + r.path] = number_text(r.value);
    }
    write_safetensors(path, file);
}

template <class T>
void load(model_base<T>& m, std::string const& path)
{
    auto const file = read_safetensors(path);
    auto const refuse = [&](std::string const& why) {
        throw file_error(path + ": " + why);
    };
    auto const paths = m.paths();
    std::vector<std::pair<std::string, xt::xarray<T>>> found;
    for (auto const& e : m.values().entries()) {
        auto const& name = e.path;
        auto const shape = e.shape();
        auto const t = std::find_if(file.tensors.begin(), file.tensors.end(), [&](auto const& x) {
            return x.name == name;
        });
        if (t == file.tensors.end()) {
            refuse("has no tensor '" + name + "', which the network needs");
        }
        if (t->dtype != type_name<T>()) {
            refuse("tensor '" + name + "' holds " + t->dtype + ", and the model computes in " +
                   type_name<T>());
        }
        if (t->shape != shape) {
            refuse("tensor '" + name + "' has shape " + shape_text(t->shape) + ", and the network needs " +
                   shape_text(shape));
        }
        xt::xarray<T> values = xt::zeros<T>(shape);
        std::memcpy(values.data(), t->bytes.data(), t->bytes.size());
        if (auto const misfit = misfit_of(e, values); !misfit.empty()) {
            refuse("tensor '" + name + "' " + misfit);
        }
        found.emplace_back(name, std::move(values));
    }
    for (auto const& t : file.tensors) {
        if (std::find(paths.begin(), paths.end(), t.name) == paths.end()) {
            refuse("has a tensor '" + t.name + "', which the network does not know");
        }
    }
    auto rates = m.values().rates();
    for (auto& r : rates) {
        if (auto const at = file.metadata.find(rate_prefix + r.path); at != file.metadata.end()) {
            auto const& text = at->second;
            auto const end = std::from_chars(text.data(), text.data() + text.size(), r.value);
            if (end.ec != std::errc() || end.ptr != text.data() + text.size()) {
                refuse("the rate '" + r.path + "' is '" + text + "', which is no number");
            }
            if (!(r.value >= r.low && r.value <= r.high)) {
                refuse("the rate '" + r.path + "' " + misfit_text(r.value, r.low, r.high));
            }
        }
    }
    for (auto const& [name, values] : found) {
        m.set_parameter(name, values);
    }
    m.values().rates() = std::move(rates);
    auto const names = file.metadata.find("class_names");
    m.set_class_names(names == file.metadata.end() ? std::vector<std::string>() : divide(names->second));
    auto const standardized = file.metadata.find("standardized");
    m.set_standardized(standardized != file.metadata.end() && standardized->second == "yes");
}

template void save(model_base<float> const&, std::string const&);
template void save(model_base<double> const&, std::string const&);
template void load(model_base<float>&, std::string const&);
template void load(model_base<double>&, std::string const&);

} // namespace lagom
