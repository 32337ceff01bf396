// SPDX-License-Identifier: BSL-1.0
#include <lagom/core/isa.hpp>

namespace lagom::settings {

template <>
char const
    the_library_is_compiled_with_other_options_than_this_file<instructions, containers>::give_both_the_same =
        0;

} // namespace lagom::settings
