// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lagom::csv {

/// What a field holds where a number is expected.
enum class reading { number, missing, word, too_large, too_small };

/// How a file writes numbers, and values that are not known.
class number_reader {
public:
    number_reader(bool decimal_comma, std::vector<std::string> const& missing_words);

    /// The number is rounded as std::from_chars rounds, and finite; only a `number` is stored. What no double tells
    /// from 0 is too small; what a double does and a float does not is 0, as numbers are rounded.
    template <class T>
    auto read(std::string_view text, T& value) const -> reading;
    /// Whether a field stands for a value that is not known: empty, NA, NaN, nan, ?, null or a word of the
    /// user's.
    auto is_missing(std::string_view text) const -> bool;
    /// The one text of all that write this number: "1" for "+1", "1.0" and "1e0". Nothing for what is no
    /// number, or a whole one that no double and no std::int64_t holds exactly.
    auto canonical(std::string_view text) const -> std::optional<std::string>;

private:
    template <class T>
    auto read_as_written(std::string_view text, T& value) const -> reading;
    template <class T>
    auto read_with_comma(std::string_view text, T& value) const -> reading;
    auto is_own_word(std::string_view text) const -> bool;

    bool decimal_comma_;
    std::vector<std::string> words_;
    std::vector<double> missing_numbers_;
};

} // namespace lagom::csv
