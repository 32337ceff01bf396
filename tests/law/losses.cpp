// SPDX-License-Identifier: BSL-1.0
#include "laws.hpp"

using namespace lagom;

LAGOM_LAW("cross_entropy", law::loss(cross_entropy))
LAGOM_LAW("binary_cross_entropy", law::loss(binary_cross_entropy))
LAGOM_LAW("mse", law::loss(mse))
LAGOM_LAW("least_squares", law::loss(least_squares))
