// SPDX-License-Identifier: BSL-1.0
#include <lagom/plan/rules.hpp>

#include "plan/plan_words.hpp"

#include <lagom/core/exceptions.hpp>

namespace lagom::plan {

void no_parameter_has_this_path(view const& p, std::string_view path)
{
    std::vector<std::string> paths;
    for (short const id : p.parameters) {
        paths.push_back(path_of<std::string>(p.scopes, p.at(id)));
    }
    throw argument_error("the network has no parameter '" + std::string(path) + "'; it has " +
                         joined(paths, ", "));
}

} // namespace lagom::plan
