// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "csv_records.hpp"

#include <cstdint>
#include <functional>
#include <map>

namespace lagom::csv {

/// Classes in order of appearance, or those known beforehand.
class class_list {
public:
    explicit class_list(names const& known);

    auto accepts(std::string_view name) const -> bool { return open_ || places_.contains(name); }
    /// The place of a class that is accepted.
    auto place(std::string_view name) -> std::int32_t;
    auto known() const -> names const& { return names_; }
    /// The names sorted, and the labels moved along, unless the order was known beforehand.
    auto sorted(std::vector<std::int32_t>& labels) const -> names;

private:
    auto add(std::string const& name) -> std::int32_t;

    bool open_;
    names names_;
    std::map<std::string, std::int32_t, std::less<>> places_;
};

} // namespace lagom::csv
