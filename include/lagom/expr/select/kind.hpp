// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/names.hpp>
#include <lagom/expr/select/selector.hpp>

namespace lagom {

template <fixed_string Kind>
struct kind_selector {
    using selector_concept = selector_tag;
    static constexpr auto matches(auto const& g, short p) -> bool
    {
        for (short s = g.tensors[p].scope; s >= 0; s = g.scopes[s].parent) {
            if (basics::same_text(g.scopes[s].kind, basics::text_of<Kind>)) {
                return true;
            }
        }
        return false;
    }
};

/// Selects the parameters of nodes of a kind, and of all that is inside them: kind<"dense">,
/// kind<"residual">.
template <fixed_string Kind>
inline constexpr kind_selector<Kind> kind{};

} // namespace lagom
