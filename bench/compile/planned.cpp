// SPDX-License-Identifier: BSL-1.0
// The declaration, and the plan of its training step: every pass, but no kernel.
#include <lagom/plan/cost.hpp>

#include "declaration.cpp"

static_assert(memory<float>(net, objective, optimizer, 64) > 0);
