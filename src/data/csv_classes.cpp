// SPDX-License-Identifier: BSL-1.0
#include "data/csv_classes.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <system_error>

namespace lagom::csv {
namespace {

/// The names of numbers instead, or nothing unless all are numbers.
auto as_numbers(names const& all, number_reader const& numbers) -> std::optional<names>
{
    auto result = names();
    for (auto const& name : all) {
        auto number = numbers.canonical(name);
        if (!number) {
            return {};
        }
        result.push_back(std::move(*number));
    }
    return result;
}

/// Compares the names of numbers: whole ones exactly, others as double.
auto is_less(std::string const& a, std::string const& b) -> bool
{
    auto const read = [](std::string const& text, auto value) {
        auto const* const end = text.data() + text.size();
        auto const [stop, failure] = std::from_chars(text.data(), end, value);
        return failure == std::errc() && stop == end ? std::optional(value) : std::nullopt;
    };
    auto const x = read(a, std::int64_t{0}), y = read(b, std::int64_t{0});
    return x && y ? *x < *y : read(a, 0.0) < read(b, 0.0);
}

} // namespace

class_list::class_list(names const& known, number_reader const& numbers, bool as_written)
    : open_(known.empty()), as_written_(as_written), numbers_(&numbers)
{
    for (auto const& name : known) {
        add(name);
    }
    numbers_known_ = !open_ && !as_written_ && as_numbers(known, number_reader(false, {})) == known;
}

auto class_list::place(std::string_view name) -> std::int32_t
{
    auto const found = find(name);
    return found != places_.end() ? found->second : add(std::string(name));
}

auto class_list::order() const -> class_order
{
    auto const numbers = open_ && !as_written_ ? as_numbers(names_, *numbers_) : std::nullopt;
    auto const& now = numbers ? *numbers : names_;
    auto result = class_order{now, {}};
    if (open_) {
        auto& all = result.all;
        std::sort(all.begin(), all.end());
        all.erase(std::unique(all.begin(), all.end()), all.end());
        if (numbers) {
            std::sort(all.begin(), all.end(), is_less);
        }
    }
    auto places = map();
    for (auto i = std::size_t{0}; i < result.all.size(); ++i) {
        places.emplace(result.all[i], static_cast<std::int32_t>(i));
    }
    for (auto const& name : now) {
        result.moved.push_back(places.at(name));
    }
    return result;
}

/// As it is written, or else as one of the numbers known beforehand.
auto class_list::find(std::string_view name) -> map::const_iterator
{
    auto const found = places_.find(name);
    if (found != places_.end() || !numbers_known_) {
        return found;
    }
    auto const number = numbers_->canonical(name);
    return number ? places_.find(*number) : places_.end();
}

auto class_list::add(std::string const& name) -> std::int32_t
{
    auto const place = static_cast<std::int32_t>(names_.size());
    places_.emplace(name, place);
    names_.push_back(name);
    return place;
}

} // namespace lagom::csv
