// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/data/data_set.hpp>

#include <concepts>
#include <vector>

namespace lagom {

namespace detail {

template <class T>
auto join(std::vector<basic_data_set<T> const*> const& all) -> basic_data_set<T>;

} // namespace detail

/// The rows of several data sets one after another: `auto const all = join(january, february);`
///
/// State   columns and classes of the same names in another order take the order of the first; without names,
///         columns go by their order
/// Throws  data_error where columns, classes or the number of targets do not agree
template <class T, std::same_as<basic_data_set<T>>... More>
auto join(basic_data_set<T> const& first, basic_data_set<T> const& second, More const&... more)
    -> basic_data_set<T>
{
    return detail::join<T>({&first, &second, &more...});
}

} // namespace lagom
