// SPDX-License-Identifier: BSL-1.0
// The quickstart: three layers, trained.
#include "../../examples/quickstart.cpp"
