// SPDX-License-Identifier: BSL-1.0
#include "laws.hpp"

using namespace lagom;

LAGOM_LAW("sgd", law::update(sgd(0.1)))
LAGOM_LAW("sgd with momentum", law::update(sgd(0.1).momentum(0.9)))
LAGOM_LAW("sgd as Nesterov's", law::update(sgd(0.1).nesterov(0.9)))
LAGOM_LAW("adam", law::update(adam(1e-2)))
LAGOM_LAW("clip_norm", law::update(clip_norm(0.5) | sgd(0.1)))
LAGOM_LAW("clip_value", law::update(clip_value(0.3) | sgd(0.1)))
LAGOM_LAW("decay", law::update(sgd(0.1) | decay(0.1)))
LAGOM_LAW("max_norm", law::update(sgd(0.1) | max_norm(0.8)))
LAGOM_LAW("freeze", law::update(sgd(0.1) | freeze(first<1>)))
LAGOM_LAW("rate_factor", law::update(sgd(0.1) | rate_factor(0.5).on(bias)))
LAGOM_LAW("all updates",
          law::update(clip_norm(0.5) | adam(1e-2) | decay(0.01) | max_norm(0.8) | rate_factor(2).on(bias)))
