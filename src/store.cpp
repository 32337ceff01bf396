// SPDX-License-Identifier: BSL-1.0
#include <lagom/run/store.hpp>

namespace lagom {

auto path_of(plan::view const& p, short scope) -> std::string
{
    if (scope < 0) {
        return "";
    }
    auto const& s = p.scopes[static_cast<std::size_t>(scope)];
    auto text = path_of(p, s.parent);
    auto const add = [&text](std::string const& part) {
        text += (text.empty() ? "" : ".") + part;
    };
    if (*s.name != '\0') {
        add(s.name);
    }
    if (s.ordinal >= 0) {
        add(std::to_string(s.ordinal));
    }
    return text;
}

} // namespace lagom
