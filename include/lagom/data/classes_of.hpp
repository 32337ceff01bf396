// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/data/data_set.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace lagom {

namespace detail {

/// What a file is read like.
struct known_columns {
    std::size_t count = 0;
    std::vector<std::string> columns;
    std::vector<std::string> classes;
    std::vector<double> means; ///< of each feature
    std::vector<std::size_t> axes; ///< of the features
};

} // namespace detail

/// Reads a file like an earlier one: with its classes, its features and their order, the categories of what
/// is one-hot, and its means where a value is missing.
template <class T>
auto classes_of(basic_data_set<T> const& first) -> detail::known_columns
{
    return {first.columns(), first.column_names(), first.class_names(), detail::column_means(first),
            first.feature_axes()};
}

} // namespace lagom
