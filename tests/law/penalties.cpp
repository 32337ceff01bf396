// SPDX-License-Identifier: BSL-1.0
#include "laws.hpp"

using namespace lagom;

LAGOM_LAW("l1", law::penalty(l1(0.1)))
LAGOM_LAW("l2", law::penalty(l2(0.1)))
LAGOM_LAW("l1_subgradient", law::penalty(l1_subgradient(0.05)))
LAGOM_LAW("penalties by role, name, depth and kind",
          law::penalty(l2(0.1)).under(cross_entropy + l2(0.1).on(bias || norm_scale || norm_shift) +
                                      l1_subgradient(0.02).on(named<"stem">) +
                                      l2(0.2).on(kernel && !first<1>) +
                                      l1(0.03).on(last<1> && kind<"dense">)))
