// SPDX-License-Identifier: BSL-1.0
#include "laws.hpp"

using namespace lagom;

LAGOM_LAW_OF_WIDTHS(float, "sums over rows",
                    input<W> | dense<W> | batch_norm | relu | dropout(0.3) | dense<W>)
// Of one number, less its mean, nothing is left.
LAGOM_LAW_OF_WIDTHS(float, "sums over columns",
                    input<W> | dense < W == 1 ? 2 : W > | layer_norm | tanh | dense<W>)
LAGOM_LAW_OF_WIDTHS(float, "moved and joined", input<W> | (branch(dense<W>, softmax) | concat) | dense<W>)
