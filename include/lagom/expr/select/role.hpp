// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/expr/select/selector.hpp>

namespace lagom {

template <role Role>
struct role_selector {
    using selector_concept = selector_tag;
    static constexpr auto matches(auto const& g, short p) -> bool { return g.tensors[p].is == Role; }
};

/// Selects the weights of dense layers. A rule without a selector means these.
inline constexpr role_selector<role::kernel> kernel{};
/// Selects what dense layers add to each output.
inline constexpr role_selector<role::bias> bias{};
/// Selects what norms multiply by.
inline constexpr role_selector<role::norm_scale> norm_scale{};
/// Selects what norms add.
inline constexpr role_selector<role::norm_shift> norm_shift{};

using kernels_only = role_selector<role::kernel>;

/// Every parameter.
struct all_t {
    using selector_concept = selector_tag;
    static constexpr auto matches(auto const&, short) -> bool { return true; }
};
inline constexpr all_t all_parameters{};

} // namespace lagom
