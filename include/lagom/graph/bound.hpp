// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/config.hpp>

namespace lagom::graphs {

/// The settings of one term or update, as tensors, in the order in which it lists them; behind them what it
/// prepared.
struct bound {
    static constexpr int most = 8;
    short at[most]{-1, -1, -1, -1, -1, -1, -1, -1};
};

} // namespace lagom::graphs
