// SPDX-License-Identifier: BSL-1.0
#include <lagom/data/split.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <string>

namespace lagom::detail {
namespace {

using std::to_string;

// A share this close to a whole number is that number: 0.1 * 30 is not exactly 3.
constexpr auto rounding = 1e-6;

auto shortest(double value) -> std::string
{
    char text[32];
    return {text, std::to_chars(text, text + sizeof(text), value).ptr};
}

/// The fractions, checked, and divided by their sum so that shares of many examples still add up.
auto checked(std::span<double const> fractions) -> std::vector<double>
{
    for (auto const fraction : fractions) {
        if (!(fraction > 0)) {
            throw argument_error("split: the fraction " + shortest(fraction) + " is not above 0");
        }
    }
    auto const sum = std::accumulate(fractions.begin(), fractions.end(), 0.0);
    if (!(std::abs(sum - 1) <= 1e-9)) {
        throw argument_error("split: the fractions add up to " + shortest(sum) + ", expected 1");
    }
    auto result = std::vector<double>(fractions.begin(), fractions.end());
    std::transform(result.begin(), result.end(), result.begin(), [&](double f) {
        return f / sum;
    });
    return result;
}

/// Fisher and Yates.
auto shuffled(std::size_t examples, seed s) -> std::vector<std::size_t>
{
    if (examples > std::numeric_limits<std::uint32_t>::max()) {
        throw data_error("split: " + to_string(examples) + " examples; expected at most 2^32 - 1");
    }
    auto order = std::vector<std::size_t>(examples);
    std::iota(order.begin(), order.end(), std::size_t{0});
    auto rng = random_stream(s, draws_for::split);
    for (auto left = static_cast<std::uint32_t>(examples); left > 1; --left) {
        std::swap(order[left - 1], order[rng.below(left)]);
    }
    return order;
}

/// Deals `examples` into parts: the whole numbers of the shares first, then one more to those parts that have
/// a rest, in the order of `rank(part, rest)`, the largest first.
template <class Rank>
auto deal(std::size_t examples, std::vector<double> const& fractions, Rank rank) -> std::vector<std::size_t>
{
    auto sizes = std::vector<std::size_t>();
    auto ranks = std::vector<double>();
    for (auto const fraction : fractions) {
        auto const share = fraction * static_cast<double>(examples);
        auto const whole = std::floor(share + rounding);
        auto const rest = share - whole;
        ranks.push_back(rest > rounding ? rank(sizes.size(), rest)
                                        : -std::numeric_limits<double>::infinity());
        sizes.push_back(static_cast<std::size_t>(whole));
    }
    auto order = std::vector<std::size_t>(fractions.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](auto a, auto b) {
        return ranks[a] != ranks[b] ? ranks[a] > ranks[b] : a < b;
    });
    auto const left = examples - std::accumulate(sizes.begin(), sizes.end(), std::size_t{0});
    for (auto i = std::size_t{0}; i < left; ++i) {
        ++sizes[order[i % order.size()]];
    }
    return sizes;
}

void require_no_empty_part(parts const& rows, std::size_t examples, std::span<double const> fractions)
{
    for (auto i = std::size_t{0}; i < rows.size(); ++i) {
        if (rows[i].empty()) {
            throw data_error("split: part " + to_string(i + 1) + " of " + to_string(rows.size()) +
                             " would be empty: a fraction of " + shortest(fractions[i]) + " of " +
                             to_string(examples) + " examples");
        }
    }
}

auto deal_in_order(std::vector<std::size_t> const& order, std::span<double const> fractions) -> parts
{
    auto const sizes = deal(order.size(), checked(fractions), [](auto, double rest) {
        return rest;
    });
    auto rows = parts();
    auto next = order.begin();
    for (auto const size : sizes) {
        auto const end = next + static_cast<std::ptrdiff_t>(size);
        rows.emplace_back(next, end);
        next = end;
    }
    require_no_empty_part(rows, order.size(), fractions);
    return rows;
}

/// Groups as numbers from 0, in the order of their ids.
template <class Id>
auto numbered(std::vector<Id> const& ids) -> group_places
{
    auto distinct = ids;
    std::sort(distinct.begin(), distinct.end());
    distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
    auto result = group_places{{}, distinct.size()};
    for (auto const& id : ids) {
        auto const place = std::lower_bound(distinct.begin(), distinct.end(), id) - distinct.begin();
        result.group_of.push_back(static_cast<std::size_t>(place));
    }
    return result;
}

/// The part of each group: the one that lacks most of its share, or one of those still empty when no more
/// groups are left than these.
auto deal_groups(std::vector<std::size_t> const& sizes, std::vector<double> const& shares,
                 std::vector<std::size_t> const& order) -> std::vector<std::size_t>
{
    auto const examples = static_cast<double>(std::accumulate(sizes.begin(), sizes.end(), std::size_t{0}));
    auto dealt = std::vector<double>(shares.size());
    auto part_of = std::vector<std::size_t>(sizes.size());
    auto left = sizes.size();
    for (auto const group : order) {
        auto const empty = static_cast<std::size_t>(std::count(dealt.begin(), dealt.end(), 0.0));
        auto best = shares.size();
        auto most = 0.0;
        for (auto part = std::size_t{0}; part < shares.size(); ++part) {
            auto const lacks = shares[part] * examples - dealt[part];
            if ((left > empty || dealt[part] == 0) && (best == shares.size() || lacks > most)) {
                best = part;
                most = lacks;
            }
        }
        part_of[group] = best;
        dealt[best] += static_cast<double>(sizes[group]);
        --left;
    }
    return part_of;
}

} // namespace

auto split_rows(std::size_t examples, std::span<double const> fractions, seed s) -> parts
{
    return deal_in_order(shuffled(examples, s), fractions);
}

auto split_rows(std::size_t examples, std::span<double const> fractions) -> parts
{
    auto order = std::vector<std::size_t>(examples);
    std::iota(order.begin(), order.end(), std::size_t{0});
    return deal_in_order(order, fractions);
}

auto number_groups(std::vector<std::int64_t> const& ids) -> group_places { return numbered(ids); }
auto number_groups(std::vector<std::string> const& ids) -> group_places { return numbered(ids); }

auto split_rows(std::size_t examples, group_places const& groups, std::span<double const> fractions, seed s)
    -> parts
{
    auto const shares = checked(fractions);
    if (groups.group_of.size() != examples) {
        throw data_error("split: by_group has " + to_string(groups.group_of.size()) +
                         " group ids, expected one for each of the " + to_string(examples) + " examples");
    }
    if (groups.count < shares.size()) {
        throw data_error("split: by_group has " + to_string(groups.count) + " groups for " +
                         to_string(shares.size()) + " parts, expected at least one for each");
    }
    auto sizes = std::vector<std::size_t>(groups.count);
    for (auto const group : groups.group_of) {
        ++sizes[group];
    }
    auto const part_of = deal_groups(sizes, shares, shuffled(groups.count, s));
    auto rows = parts(shares.size());
    for (auto const row : shuffled(examples, s)) {
        rows[part_of[groups.group_of[row]]].push_back(row);
    }
    return rows;
}

void require_one_label(std::size_t labels_per_example)
{
    if (labels_per_example > 1) {
        throw data_error("split: stratified deals examples by their class, and these have " +
                         to_string(labels_per_example) + " labels each; split without it, or by_group");
    }
}

auto split_rows(std::vector<std::int32_t> const& labels, std::size_t classes,
                std::span<double const> fractions, seed s) -> parts
{
    auto const shares = checked(fractions);
    auto members = std::vector<std::vector<std::size_t>>(classes);
    auto const order = shuffled(labels.size(), s);
    for (auto i = std::size_t{0}; i < order.size(); ++i) {
        members[static_cast<std::size_t>(labels[order[i]])].push_back(i);
    }
    auto part_of = std::vector<std::size_t>(labels.size());
    auto behind = std::vector<double>(shares.size());
    for (auto const& places : members) {
        auto const sizes = deal(places.size(), shares, [&](auto part, double rest) {
            return behind[part] + rest;
        });
        auto next = places.begin();
        for (auto part = std::size_t{0}; part < sizes.size(); ++part) {
            behind[part] +=
                shares[part] * static_cast<double>(places.size()) - static_cast<double>(sizes[part]);
            for (auto i = std::size_t{0}; i < sizes[part]; ++i) {
                part_of[*next++] = part;
            }
        }
    }
    auto rows = parts(shares.size());
    for (auto i = std::size_t{0}; i < order.size();
         ++i) { // in shuffled order, so that classes mix in each part
        rows[part_of[i]].push_back(order[i]);
    }
    require_no_empty_part(rows, labels.size(), fractions);
    return rows;
}

} // namespace lagom::detail
