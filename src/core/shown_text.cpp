// SPDX-License-Identifier: BSL-1.0
#include "core/shown_text.hpp"

#include "core/formats.hpp"
#include "core/json_header.hpp"

#include <algorithm>
#include <cstddef>

namespace lagom {

auto shown(std::string_view text) -> std::string
{
    constexpr auto longest = std::size_t{60};
    auto result = std::string("\"");
    auto at = std::size_t{0};
    while (at < std::min(text.size(), longest)) {
        auto const code = static_cast<unsigned char>(text[at]);
        auto const length = json::utf8_length(text.substr(at));
        if (code < 32 || code == 127 || length == 0) {
            result += "\\x" + formats::hexadecimal(code);
            ++at;
        } else {
            result += text.substr(at, length);
            at += length;
        }
    }
    return result + (at < text.size() ? "...\"" : "\"");
}

} // namespace lagom
