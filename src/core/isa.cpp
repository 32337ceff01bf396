// SPDX-License-Identifier: BSL-1.0
#include <lagom/core/isa.hpp>

namespace lagom::settings {

// Of all settings' members only this one has a place: the header, which asks for it, has instantiated the class before.
template <class... X>
char const the_library_is_compiled_with_other_options_than_this_file<X...>::give_both_the_same = 0;

template struct the_library_is_compiled_with_other_options_than_this_file<instructions, containers>;

} // namespace lagom::settings
