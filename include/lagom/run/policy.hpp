// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/plan/fuse.hpp>

#include <concepts>

namespace lagom {

struct policy_tag {};

template <class P>
concept policy = std::same_as<typename P::policy_concept, policy_tag>;

struct fused_t {
    using policy_concept = policy_tag;
    static constexpr char const* name = "fused";
    static constexpr auto how = plan::fusion::fused;
};
struct stepwise_t {
    using policy_concept = policy_tag;
    static constexpr char const* name = "stepwise";
    static constexpr auto how = plan::fusion::stepwise;
};
struct unfused_t {
    using policy_concept = policy_tag;
    static constexpr char const* name = "unfused";
    static constexpr auto how = plan::fusion::fused; // the plan is not read
};

/// Few loops, each doing as much as it can while numbers are in registers. The default.
inline constexpr fused_t fused{};
/// The same kernels, one op a pass: equal to fused bit for bit where the compiler contracts no multiply and
/// add.
inline constexpr stepwise_t stepwise{};
/// One op a pass over whole arrays, with xtensor, std mathematics and a BLAS: the oracle and the baseline.
inline constexpr unfused_t unfused{};

} // namespace lagom
