// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

namespace lagom::csv {

/// What a field holds where a number is expected.
enum class reading { number, missing, word, too_large };

/// Whether a field stands for a value that is not known: empty, NA, NaN, nan, ? or null.
auto is_missing(std::string_view text) -> bool;

/// The number is rounded as std::from_chars rounds, and finite; only a `number` is stored.
template <class T>
auto parse(std::string_view text, T& value) -> reading;

} // namespace lagom::csv
