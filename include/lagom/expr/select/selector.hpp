// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/graph/tensor.hpp>

#include <concepts>

namespace lagom {

struct selector_tag {};

/// Says which parameters a rule applies to. A selector is an empty type with matches(graph, parameter).
template <class S>
concept selector = std::same_as<typename S::selector_concept, selector_tag>;

template <selector A, selector B>
struct both_t {
    using selector_concept = selector_tag;
    static constexpr auto matches(auto const& g, short p) -> bool
    {
        return A::matches(g, p) && B::matches(g, p);
    }
};
template <selector A, selector B>
struct either_t {
    using selector_concept = selector_tag;
    static constexpr auto matches(auto const& g, short p) -> bool
    {
        return A::matches(g, p) || B::matches(g, p);
    }
};
template <selector A>
struct not_t {
    using selector_concept = selector_tag;
    static constexpr auto matches(auto const& g, short p) -> bool { return !A::matches(g, p); }
};

template <selector A, selector B>
constexpr auto operator&&(A, B) -> both_t<A, B>
{
    return {};
}
template <selector A, selector B>
constexpr auto operator||(A, B) -> either_t<A, B>
{
    return {};
}
template <selector A>
constexpr auto operator!(A) -> not_t<A>
{
    return {};
}

} // namespace lagom
