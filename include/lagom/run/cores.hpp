// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <functional>
#include <string>

namespace lagom::runners {

/// Cores that this process may keep busy: those that it may run on (an affinity mask), at most as many as the
/// quota of its container has time for.
auto usable_cores() -> int;

/// The text of a file; empty if there is none.
using text_of = std::function<std::string(std::string const& path)>;

/// Cores that the quota of this process's control group, and of those around it, has time for, rounded up; a
/// tenth of a core is no core. 0 if there is no quota.
///
/// Source  cgroups(7); cpu.max in version 2, cpu.cfs_quota_us and cpu.cfs_period_us in version 1
auto cores_in_quota(text_of const& read) -> int;

} // namespace lagom::runners
