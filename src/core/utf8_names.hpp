// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "core/json_header.hpp"
#include "core/shown_text.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace lagom {

/// Passes names that a file of a model can hold. `what` has them: "class", "column".
///
/// Throws  Error
template <class Error>
void require_utf8(std::vector<std::string> const& names, char const* what)
{
    for (auto const& name : names) {
        for (auto rest = std::string_view(name); !rest.empty();) {
            auto const length = json::utf8_length(rest);
            if (length == 0) {
                throw Error(
                    std::string("the ") + what + " name " + shown(name) +
                    " is no text in UTF-8, as which a model keeps names (Latin-1 and Windows-1252 write "
                    "other bytes)");
            }
            rest.remove_prefix(length);
        }
    }
}

} // namespace lagom
