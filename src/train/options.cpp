// SPDX-License-Identifier: BSL-1.0
#include <lagom/train/options.hpp>

#include <lagom/run/cores.hpp>

namespace lagom {

namespace trainers {

auto workers_of(options const& o) -> int { return o.workers > 0 ? o.workers : runners::usable_cores(); }

} // namespace trainers

} // namespace lagom
