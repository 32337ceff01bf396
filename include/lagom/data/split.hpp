// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/random.hpp>
#include <lagom/data/data_set.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace lagom {

/// Asks `split` to keep the share of each class in each part.
struct stratified_t {
    explicit stratified_t() = default;
};
inline constexpr auto stratified = stratified_t();

namespace detail {

using parts = std::vector<std::vector<std::size_t>>;

auto split_rows(std::size_t examples, std::span<double const> fractions, seed s) -> parts;
auto split_rows(std::vector<std::int32_t> const& labels, std::size_t classes,
                std::span<double const> fractions, seed s) -> parts;

template <class T, std::size_t... I>
auto pick_parts(basic_data_set<T> const& data, parts const& rows, std::index_sequence<I...>)
    -> std::array<basic_data_set<T>, sizeof...(I)>
{
    return {{data.pick(rows[I])...}};
}

} // namespace detail

/// Deals the shuffled examples into parts: `auto const [train, test] = split(data, {0.8, 0.2}, seed(1));`
///
/// Shape   part k has fractions[k] * size examples, rounded by largest remainder: the sizes add up to size()
/// State   the same seed gives the same parts, everywhere
/// Throws  argument_error unless each fraction is above 0 and they add up to 1 within 1e-9;
///         data_error where a part would be empty
template <class T, std::size_t N>
auto split(basic_data_set<T> const& data, double const (&fractions)[N], seed s)
    -> std::array<basic_data_set<T>, N>
{
    return detail::pick_parts(data, detail::split_rows(data.size(), fractions, s),
                              std::make_index_sequence<N>());
}

/// The same, each class dealt on its own: `split(data, {0.8, 0.2}, seed(1), stratified)`.
///
/// Shape   of n examples of a class, part k has fractions[k] * n, rounded up or down; what is left of a
///         class goes to the parts furthest behind, so a part may be a few examples off its whole share
/// Throws  as above, and data_error where there are no classes
template <class T, std::size_t N>
auto split(basic_data_set<T> const& data, double const (&fractions)[N], seed s, stratified_t)
    -> std::array<basic_data_set<T>, N>
{
    return detail::pick_parts(data, detail::split_rows(data.labels(), data.class_count(), fractions, s),
                              std::make_index_sequence<N>());
}

// Arguments that are missing, too many, or of another type.
template <class D, std::size_t N, class... A>
auto split(D const&, double const (&)[N], A const&...) -> std::array<not_made, N>
{
    refuse(split_takes_a_data_set_fractions_in_braces_a_seed_options<D, double[N], A...>{});
    return {};
}
template <class... A>
auto split(A const&...) -> not_made
{
    refuse(split_takes_a_data_set_fractions_in_braces_a_seed_options<A...>{});
    return {};
}

} // namespace lagom
