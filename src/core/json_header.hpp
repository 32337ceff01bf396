// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "core/formats.hpp"

#include <set>

namespace lagom::json {

/// The length of the UTF-8 sequence at the front, or 0 if there is none: overlong forms, surrogates and
/// numbers above 10FFFF are none.
auto utf8_length(std::string_view text) -> std::size_t;

/// A text as JSON writes it, in quotes.
///
/// Throws  argument_error, which begins with `writer`, for a text that is not UTF-8
auto quoted(std::string_view text, char const* writer) -> std::string;

/// The JSON of a header: objects, strings, and arrays of whole numbers.
class header_reader {
public:
    /// `offset` is where in the file the text stands, for errors.
    header_reader(std::string const& path, std::string_view text, std::size_t offset)
        : path_(path), at_(text, " \t\r\n"), offset_(offset)
    {
    }

    auto place() const -> std::size_t { return at_.place(); }

    [[noreturn]] void refuse_at(std::size_t place, std::string const& what) const
    {
        formats::refuse(path_, offset_ + place, what);
    }
    [[noreturn]] void refuse(std::string const& what) const { refuse_at(place(), what); }

    /// Calls `read_value(key, place of the key)` for each entry.
    template <class ReadValue>
    void read_object(ReadValue read_value)
    {
        auto keys = std::set<std::string>();
        expect("{");
        for (auto more = !at_.accept("}"); more; more = next_entry("}")) {
            at_.skip_blanks();
            auto const start = place();
            auto const key = read_string();
            if (!keys.insert(key).second) {
                refuse_at(start, "the key " + formats::quoted(key) + " stands here a second time");
            }
            expect(":");
            read_value(key, start);
        }
    }
    auto read_string() -> std::string;
    auto read_numbers() -> formats::shape_type;
    void expect_end();

private:
    void expect(std::string_view word);
    auto next_entry(std::string_view close) -> bool;
    void read_plain(std::string& out);
    void read_escape(std::string& out);
    auto read_code_point() -> std::uint32_t;
    auto read_four_digits() -> std::uint32_t;
    auto read_number() -> std::size_t;

    std::string const& path_;
    formats::text_cursor at_;
    std::size_t offset_;
};

} // namespace lagom::json
