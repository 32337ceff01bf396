// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/types.hpp>

#include <concepts>

namespace lagom {

struct term_tag {};

/// A summand of an objective: a data loss or a penalty.
template <class T>
concept term = std::same_as<typename T::term_concept, term_tag>;

} // namespace lagom
