// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "data/csv_numbers.hpp"
#include "data/csv_records.hpp"

#include <cstdint>
#include <functional>
#include <map>

namespace lagom::csv {

/// Names in their final order, and where in it each name in order of appearance stands.
struct class_order {
    names all;
    std::vector<std::int32_t> moved;
};

/// Classes or categories in order of appearance, or those known beforehand.
class class_list {
public:
    /// `as_written`: "01" and "1" are two, though both are numbers.
    class_list(names const& known, number_reader const& numbers, bool as_written);

    /// False for what is none of those known beforehand.
    auto accepts(std::string_view name) -> bool { return open_ || find(name) != places_.end(); }
    /// The place of a class that is accepted.
    auto place(std::string_view name) -> std::int32_t;
    auto known() const -> names const& { return names_; }
    /// Sorted unless the order was known beforehand, and under the names of numbers if all are numbers.
    auto order() const -> class_order;

private:
    using map = std::map<std::string, std::int32_t, std::less<>>;

    auto find(std::string_view name) -> map::const_iterator;
    auto add(std::string const& name) -> std::int32_t;

    bool open_, as_written_;
    bool numbers_known_ = false;
    number_reader const* numbers_;
    names names_;
    map places_;
};

} // namespace lagom::csv
