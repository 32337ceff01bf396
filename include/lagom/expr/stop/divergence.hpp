// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/stop/finite.hpp>
#include <lagom/expr/stop/rule.hpp>

namespace lagom {

struct divergence_t {
    using stop_concept = stop_tag;
    using state = expr::no_state;

    static constexpr char const* name = "divergence";

    constexpr auto see(state&, evaluation const& now, long) const -> bool { return !expr::finite(now.loss); }

    constexpr void describe(auto&& write) const { write(name); }
};

/// Stops when the data loss is NaN or infinite.
inline constexpr divergence_t divergence{};

} // namespace lagom
