// SPDX-License-Identifier: BSL-1.0
#include "laws.hpp"

using namespace lagom;

LAGOM_LAW("constant", law::schedule(constant(0.1)))
LAGOM_LAW("cosine over the run", law::schedule(cosine(0.1).down_to(0.01)))
LAGOM_LAW("cosine over a length", law::schedule(cosine(0.1, steps(4))))
LAGOM_LAW("cosine_restarts", law::schedule(cosine_restarts(0.1, epochs(1), 2)))
LAGOM_LAW("exponential", law::schedule(exponential(0.1, 0.8)))
LAGOM_LAW("one_cycle", law::schedule(one_cycle(0.1)))
LAGOM_LAW("step_decay", law::schedule(step_decay(0.1, steps(2), 0.5)))
LAGOM_LAW("warm_up", law::schedule(warm_up(cosine(0.1), epochs(1)).from(0.1)))
