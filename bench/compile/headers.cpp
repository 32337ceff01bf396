// SPDX-License-Identifier: BSL-1.0
// All of the library's headers, and nothing that uses them.
#include <lagom/lagom.hpp>

int main() {}
