// SPDX-License-Identifier: BSL-1.0
#include <lagom/train/options.hpp>

#include <lagom/run/cores.hpp>

namespace lagom {

auto workers_of(options const& o) -> int { return o.workers > 0 ? o.workers : usable_cores(); }

} // namespace lagom
