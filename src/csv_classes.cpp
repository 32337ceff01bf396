// SPDX-License-Identifier: BSL-1.0
#include "csv_classes.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <system_error>

namespace lagom::csv {
namespace {

auto whole_number(std::string const& text) -> std::optional<std::int64_t>
{
    auto value = std::int64_t{0};
    auto const* const end = text.data() + text.size();
    auto const [stop, failure] = std::from_chars(text.data(), end, value);
    return failure == std::errc() && stop == end ? std::optional(value) : std::nullopt;
}

/// As numbers if all are whole numbers, else as texts.
void sort_classes(names& classes)
{
    std::sort(classes.begin(), classes.end());
    auto const numbers = std::all_of(classes.begin(), classes.end(), [](auto const& s) {
        return whole_number(s);
    });
    if (numbers) {
        std::sort(classes.begin(), classes.end(), [](auto const& a, auto const& b) {
            auto const x = whole_number(a), y = whole_number(b);
            return x != y ? x < y : a < b; // "1" and "01" are two classes
        });
    }
}

} // namespace

class_list::class_list(names const& known) : open_(known.empty())
{
    for (auto const& name : known) {
        add(name);
    }
}

auto class_list::place(std::string_view name) -> std::int32_t
{
    auto const found = places_.find(name);
    return found != places_.end() ? found->second : add(std::string(name));
}

auto class_list::sorted(std::vector<std::int32_t>& labels) const -> names
{
    auto result = names_;
    if (open_) {
        sort_classes(result);
        auto moved = std::vector<std::int32_t>(names_.size());
        for (auto i = std::size_t{0}; i < result.size(); ++i) {
            moved[static_cast<std::size_t>(places_.at(result[i]))] = static_cast<std::int32_t>(i);
        }
        for (auto& label : labels) {
            label = moved[static_cast<std::size_t>(label)];
        }
    }
    return result;
}

auto class_list::add(std::string const& name) -> std::int32_t
{
    auto const place = static_cast<std::int32_t>(names_.size());
    places_.emplace(name, place);
    names_.push_back(name);
    return place;
}

} // namespace lagom::csv
