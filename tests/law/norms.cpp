// SPDX-License-Identifier: BSL-1.0
#include "laws.hpp"

using namespace lagom;

LAGOM_LAW("batch_norm", law::network(input<20> | dense<33> | batch_norm | dense<5>))
LAGOM_LAW("layer_norm", law::network(input<20> | dense<33> | layer_norm | dense<5>))
LAGOM_LAW("rms_norm", law::network(input<20> | dense<33> | rms_norm | dense<5>))
LAGOM_LAW("standardize", law::network(input<20> | standardize | dense<33> | tanh | dense<5>))
LAGOM_LAW("both norms", law::network(input<20> | dense<33> | batch_norm | layer_norm | dense<5>))
