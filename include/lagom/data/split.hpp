// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/random.hpp>
#include <lagom/data/data_set.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace lagom {

/// Asks `split` to keep the share of each class in each part.
struct stratified_t {
    explicit stratified_t() = default;
};
inline constexpr auto stratified = stratified_t();

/// Asks `split` to keep the order: the first examples make the first part.
struct in_order_t {
    explicit in_order_t() = default;
};
inline constexpr auto in_order = in_order_t();

namespace detail {

/// Each example's group, as a number from 0.
struct group_places {
    std::vector<std::size_t> group_of;
    std::size_t count = 0;
};
auto number_groups(std::vector<std::int64_t> const& ids) -> group_places;
auto number_groups(std::vector<std::string> const& ids) -> group_places;

using parts = std::vector<std::vector<std::size_t>>;

auto split_rows(std::size_t examples, std::span<double const> fractions, seed s) -> parts;
/// Throws data_error where an example has several labels, and so no class to deal it by.
void require_one_label(std::size_t labels_per_example);
auto split_rows(std::vector<std::int32_t> const& labels, std::size_t classes,
                std::span<double const> fractions, seed s) -> parts;

auto split_rows(std::size_t examples, group_places const& groups, std::span<double const> fractions, seed s)
    -> parts;
auto split_rows(std::size_t examples, std::span<double const> fractions) -> parts;

template <class T, std::size_t... I>
auto pick_parts(basic_data_set<T> const& data, parts const& rows, std::index_sequence<I...>)
    -> std::array<basic_data_set<T>, sizeof...(I)>
{
    return {{data.pick(rows[I])...}};
}

template <class Ids>
concept range_of_ids = requires(Ids const& ids) {
    *ids.begin();
    ids.end();
};
template <class Id>
inline constexpr bool is_group_id = std::integral<Id> || std::constructible_from<std::string, Id>;

} // namespace detail

/// Asks `split` to keep each group in one part: `split(data, {0.8, 0.2}, seed(1), by_group(patients))`.
/// `ids` is a range of integers or texts, one for each example: a std::vector, a std::span, a tensor of one
/// axis.
template <detail::range_of_ids Ids>
auto by_group(Ids const& ids) -> detail::group_places
{
    using id = std::remove_cvref_t<decltype(*ids.begin())>;
    static_assert(detail::is_group_id<id>, "lagom: the groups of by_group are integers or texts");
    if constexpr (detail::is_group_id<id>) {
        using known = std::conditional_t<std::integral<id>, std::int64_t, std::string>;
        auto all = std::vector<known>();
        for (auto const& one : ids) {
            all.push_back(static_cast<known>(one));
        }
        return detail::number_groups(all);
    } else {
        return {};
    }
}

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
/// Throws  as above, and data_error where there are no classes, or several labels an example
template <class T, std::size_t N>
auto split(basic_data_set<T> const& data, double const (&fractions)[N], seed s, stratified_t)
    -> std::array<basic_data_set<T>, N>
{
    detail::require_one_label(data.labels_per_example());
    return detail::pick_parts(data, detail::split_rows(data.labels(), data.class_count(), fractions, s),
                              std::make_index_sequence<N>());
}

/// The same, each group of examples in one part.
///
/// Shape   each shuffled group goes to the part that lacks most examples of its share, and the last ones to
///         parts without any: a part is off its share by the examples of one group, mostly
/// Throws  as above, and data_error unless there is one group id for each example, and a group for each part
template <class T, std::size_t N>
auto split(basic_data_set<T> const& data, double const (&fractions)[N], seed s,
           detail::group_places const& groups) -> std::array<basic_data_set<T>, N>
{
    return detail::pick_parts(data, detail::split_rows(data.size(), groups, fractions, s),
                              std::make_index_sequence<N>());
}

/// The same in order, not shuffled, as what comes later is told from what came before:
/// `auto const [past, future] = split(data, {0.8, 0.2}, in_order);`
template <class T, std::size_t N>
auto split(basic_data_set<T> const& data, double const (&fractions)[N], in_order_t)
    -> std::array<basic_data_set<T>, N>
{
    return detail::pick_parts(data, detail::split_rows(data.size(), fractions),
                              std::make_index_sequence<N>());
}

// Arguments that are missing, too many, or of another type.
template <class... A>
auto by_group(A const&...) -> detail::group_places
{
    refuse(by_group_takes_a_range_of_integers_or_texts<A...>{});
    return {};
}
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
