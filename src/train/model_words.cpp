// SPDX-License-Identifier: BSL-1.0
#include "train/model_words.hpp"

#include "core/range_text.hpp"
#include "core/say_once.hpp"
#include "plan/plan_words.hpp"
#include "train/digest.hpp"

#include <lagom/core/exceptions.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

namespace lagom::model_words {
namespace {

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

constexpr auto format_key = "format", format_word = "lagom 1", digest_key = "digest";
constexpr auto standardized_key = "standardized", measured_key = "measured", class_names_key = "class_names",
               column_names_key = "column_names", target_names_key = "target_names", outputs_key = "outputs",
               features_key = "features", layers_key = "layers", pixels_word = "pixels", fits_key = "fits",
               rate_prefix = "rate:";
/// What a file says of outputs_mean, in its order.
constexpr std::array<char const*, 4> output_words{"classes", "sigmoids", "several labels", "numbers"};

/// What a network is made of, a layer a text, without what changes its data alone.
auto texts_of(std::span<plan::layer const> layers) -> std::vector<std::string>
{
    std::vector<std::string> texts;
    for (auto const& l : layers) {
        if (!l.augments) {
            texts.push_back(plan::layer_text(l) + " " + plan::shape_text(l.gives));
        }
    }
    return texts;
}

using metadata_map = std::map<std::string, std::string>;

[[noreturn]] void refuse(std::string const& path, std::string const& why)
{
    throw file_error(path + ": " + why);
}

auto absence(std::string const& key, std::string const& expected) -> std::string
{
    return "has no '" + key + "' in its metadata; expected " + expected;
}

/// Takes a key out of the metadata.
auto take(metadata_map& metadata, std::string const& key, std::string const& expected, differences& found)
    -> std::optional<std::string>
{
    auto entry = metadata.extract(key);
    if (entry.empty()) {
        found.add(absence(key, expected));
        return {};
    }
    return std::move(entry.mapped());
}

auto read_rate(runners::rate_entry const& r, std::string const& text, differences& found) -> double
{
    double value = 0;
    auto const end = std::from_chars(text.data(), text.data() + text.size(), value);
    if (end.ec != std::errc() || end.ptr != text.data() + text.size()) {
        found.add("the rate '" + r.path + "' is '" + text + "', which is no number");
    } else if (!is_within(value, r.low, r.high)) {
        found.add("the rate '" + r.path + "' " + misfit_text(value, r.low, r.high));
    }
    return value;
}

/// Names under a key that need not be there.
auto take_names(metadata_map& metadata, char const* key, char const* whose, differences& found)
    -> std::vector<std::string>
{
    auto const entry = metadata.extract(key);
    if (entry.empty()) {
        return {};
    }
    auto names = divide(entry.mapped());
    if (join(names) != entry.mapped()) {
        found.add(std::string("the ") + whose +
                  " names hold a lone backslash; expected a line end or another one behind it");
    }
    return names;
}

/// What a model keeps of its fits; files from before a note existed do not have it.
auto take_notes(metadata_map& metadata, differences& found) -> runners::model_notes
{
    runners::model_notes notes;
    notes.class_names = take_names(metadata, class_names_key, "class", found);
    notes.column_names = take_names(metadata, column_names_key, "column", found);
    notes.target_names = take_names(metadata, target_names_key, "target", found);
    if (auto const word = metadata.extract(features_key); !word.empty()) {
        if (word.mapped() != pixels_word) {
            found.add("'features' is '" + word.mapped() + "', expected 'pixels'");
        }
        notes.of_pixels = true;
    }
    if (auto const word = metadata.extract(outputs_key); !word.empty()) {
        auto const known = std::find(output_words.begin(), output_words.end(), word.mapped());
        if (known == output_words.end()) {
            found.add("'outputs' is '" + word.mapped() +
                      "'; expected 'classes', 'sigmoids', 'several labels' or 'numbers'");
        }
        notes.outputs = static_cast<runners::outputs_mean>(known - output_words.begin());
    }
    if (auto const count = metadata.extract(fits_key); !count.empty()) {
        auto const& text = count.mapped();
        auto const end = std::from_chars(text.data(), text.data() + text.size(), notes.fits);
        if (end.ec != std::errc() || end.ptr != text.data() + text.size() || notes.fits < 0) {
            found.add("'fits' is '" + text + "'; expected how often the model was fitted");
        }
    }
    return notes;
}

/// Of all that a file holds, in an order that a program which writes it anew does not change.
auto digest_of(safetensors_file const& file) -> std::string
{
    trainers::digest all;
    for (auto const& [key, word] : file.metadata) {
        all.add(key);
        all.add(word);
    }
    std::vector<stored_tensor const*> tensors;
    for (auto const& t : file.tensors) {
        tensors.push_back(&t);
    }
    std::sort(tensors.begin(), tensors.end(), [](auto const* a, auto const* b) {
        return a->name < b->name;
    });
    for (auto const* const t : tensors) {
        all.add(t->name);
        all.add(t->dtype);
        all.add(t->shape.data(), t->shape.size() * sizeof(std::size_t));
        all.add(t->bytes.data(), t->bytes.size());
    }
    return all.text();
}

} // namespace

void differences::add(std::string text)
{
    constexpr std::size_t most = 20;
    if (++count_ <= most) {
        first_.push_back(std::move(text));
    }
}

void differences::require_none(std::string const& path) const
{
    if (count_ == 0) {
        return;
    }
    if (count_ == 1) {
        refuse(path, first_.front());
    }
    auto text = "differs in " + std::to_string(count_) + " things from what the network needs:";
    for (auto const& line : first_) {
        text += "\n  " + line;
    }
    refuse(path,
           count_ > first_.size() ? text + "\n  and " + std::to_string(count_ - first_.size()) + " more"
                                  : text);
}

template <class T>
auto written(runners::model_base<T> const& m) -> std::map<std::string, std::string>
{
    metadata_map metadata;
    metadata[format_key] = format_word;
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
    write_names(target_names_key, notes.target_names);
    if (notes.of_pixels) {
        metadata[features_key] = pixels_word;
    }
    write_names(layers_key, texts_of(m.layers()));
    metadata[outputs_key] = output_words[static_cast<std::size_t>(notes.outputs)];
    metadata[fits_key] = std::to_string(notes.fits);
    for (auto const& r : m.values().rates()) {
        metadata[rate_prefix + r.path] = number_text(r.value);
    }
    return metadata;
}

void seal(safetensors_file& file) { file.metadata[digest_key] = digest_of(file); }

void unseal(safetensors_file& file, std::string const& path)
{
    auto const entry = file.metadata.extract(digest_key);
    if (entry.empty()) {
        say_once("lagom: " + path +
                 " has no digest, as files that were saved before there was one; damage to its numbers "
                 "would not be noticed");
        return;
    }
    if (auto const found = digest_of(file); entry.mapped() != found) {
        refuse(path,
               "the file is damaged: its digest is " + entry.mapped() + ", and its numbers give " + found +
                   " (where a program changed them on purpose, it must leave out 'digest')");
    }
}

auto notes_of(safetensors_file const& file) -> runners::model_notes
{
    differences unread;
    auto metadata = file.metadata;
    return take_notes(metadata, unread);
}

auto is_of_save(safetensors_file const& file) -> bool
{
    auto const entry = file.metadata.find(format_key);
    return entry != file.metadata.end() && entry->second == format_word;
}

void check_format(safetensors_file& file, std::string const& path)
{
    auto const word = "'" + std::string(format_word) + "'";
    if (auto const entry = file.metadata.find(format_key); entry == file.metadata.end()) {
        refuse(path, absence(format_key, word));
    } else if (entry->second != format_word) {
        refuse(path, "the format is '" + entry->second + "'; expected " + word);
    }
}

auto read(std::map<std::string, std::string> metadata, std::vector<runners::rate_entry> const& rates,
          differences& found) -> remarks
{
    remarks said;
    metadata.erase(format_key);
    auto const standardized = take(metadata, standardized_key, "'yes' or 'no'", found);
    if (standardized && standardized != "yes" && standardized != "no") {
        found.add("'standardized' is '" + *standardized + "'; expected 'yes' or 'no'");
    }
    said.standardized = standardized == "yes";
    for (auto const& r : rates) {
        auto const text = take(metadata, rate_prefix + r.path, "a number", found);
        said.rates.push_back(text ? read_rate(r, *text, found) : r.value);
    }
    said.measured = take_names(metadata, measured_key, "measured", found);
    said.notes = take_notes(metadata, found);
    said.layers = take_names(metadata, layers_key, "layers'", found);
    for (auto const& [key, word] : metadata) {
        found.add("has '" + key + "' in its metadata, which the network does not know");
    }
    return said;
}

void compare_layers(std::vector<std::string> const& said, std::span<plan::layer const> network,
                    differences& found)
{
    if (said.empty() || !found.are_none()) {
        return;
    }
    auto const wanted = texts_of(network);
    auto const [a, b] = std::mismatch(said.begin(), said.end(), wanted.begin(), wanted.end());
    if (a == said.end() && b == wanted.end()) {
        return;
    }
    auto const text = [](auto at, auto end) {
        return at == end ? std::string("not there") : "'" + *at + "'";
    };
    found.add("was saved by another network: of its layers number " + std::to_string(a - said.begin()) +
              " (the input is 0; augmentations do not count) is " + text(a, said.end()) +
              ", and here it is " + text(b, wanted.end()) + "; `partial` takes the numbers all the same");
}

template auto written(runners::model_base<float> const&) -> std::map<std::string, std::string>;
template auto written(runners::model_base<double> const&) -> std::map<std::string, std::string>;

} // namespace lagom::model_words
