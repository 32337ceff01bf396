// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstdint>

/// Where a team stands, in numbers that are read and changed at once.
namespace lagom::team_moments {

/// Units are taken some at a time where there are more than a number of 16 bits holds.
inline constexpr int most_bundles = 0xffff;
inline auto units_in_bundle(int units) -> int { return (units + most_bundles - 1) / most_bundles; }

struct range {
    int first = 0, last = 0;

    [[nodiscard]] auto size() const -> int { return std::max(0, last - first); }
};

/// What all are at, in one number that every worker watches: a stage, or nothing.
struct moment_of_team {
    enum kind : unsigned char { none, in_parts, by_unit, idle, rest, over }; // the first ones as in `sharing`

    std::uint64_t bits; // 32 number, 16 bundles, 12 workers, 4 kind

    explicit moment_of_team(std::uint64_t b) : bits(b) {}
    moment_of_team(std::uint32_t number, kind k, int bundles = 0, int workers = 0)
        : bits(std::uint64_t{number} << 32 | static_cast<std::uint64_t>(bundles) << 16 |
               static_cast<std::uint64_t>(workers) << 4 | static_cast<std::uint64_t>(k))
    {
    }
    /// Moments are counted, and so are told apart.
    [[nodiscard]] auto number() const -> std::uint32_t { return static_cast<std::uint32_t>(bits >> 32); }
    [[nodiscard]] auto bundles() const -> int { return static_cast<int>(bits >> 16 & 0xffff); }
    [[nodiscard]] auto workers() const -> int { return static_cast<int>(bits >> 4 & 0xfff); }
    [[nodiscard]] auto what() const -> kind { return static_cast<kind>(bits & 15); }
    [[nodiscard]] auto is_stage() const -> bool { return what() < idle; }
    [[nodiscard]] auto has_work_for(int rank) const -> bool { return is_stage() && rank < workers(); }
    [[nodiscard]] auto part_of(int rank) const -> range
    {
        if (what() == none) {
            return {0, rank == 0 ? 1 : 0};
        }
        return {bundles() * rank / workers(), bundles() * (rank + 1) / workers()};
    }
};

/// A worker's bundles that nobody has taken, of the stage with that number.
struct left_of_part {
    std::uint64_t bits;

    explicit left_of_part(std::uint64_t b) : bits(b) {}
    left_of_part(std::uint32_t number, range r)
        : bits(std::uint64_t{number} << 32 | static_cast<std::uint64_t>(r.first) << 16 |
               static_cast<std::uint64_t>(r.last))
    {
    }
    [[nodiscard]] auto number() const -> std::uint32_t { return static_cast<std::uint32_t>(bits >> 32); }
    [[nodiscard]] auto bundles() const -> range
    {
        return {static_cast<int>(bits >> 16 & 0xffff), static_cast<int>(bits & 0xffff)};
    }
    /// Nobody has taken from the part in this stage.
    [[nodiscard]] auto unopened(moment_of_team now) const -> bool
    {
        return static_cast<std::int32_t>(number() - now.number()) < 0;
    }
};

} // namespace lagom::team_moments
