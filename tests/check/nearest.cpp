// SPDX-License-Identifier: BSL-1.0
#include <lagom/lagom.hpp>

#include <doctest/doctest.h>

#include <string>
#include <type_traits>

using namespace lagom;

namespace {

auto text(char const* word) -> graphs::short_text
{
    graphs::short_text t;
    graphs::append(t, word);
    return t;
}
auto distance(char const* a, char const* b) -> int { return checking::distance(text(a), text(b)); }

constexpr auto net =
    input<4> | named<"stem">(dense<6>) | batch_norm | residual(dense<6>) | named<"head">(dense<3>);
constexpr auto without_names = input<4> | dense<6> | dense<3>;

/// What a selector may have meant.
template <class S>
auto meant(S const& s) -> std::string
{
    auto const& g = plan::forward_of<float, std::remove_const_t<decltype(net)>>::graph;
    return std::string(checking::nearest_to(g, s).view());
}

} // namespace

TEST_CASE("distance: letters that are added, dropped or changed")
{
    CHECK(distance("", "") == 0);
    CHECK(distance("", "abc") == 3);
    CHECK(distance("stem", "stem") == 0);
    CHECK(distance("stem", "sten") == 1);
    CHECK(distance("stem", "stems") == 1);
    CHECK(distance("stem", "tem") == 1);
    CHECK(distance("kitten", "sitting") == 3);
    CHECK(distance("sitting", "kitten") == 3);
}

TEST_CASE("nearest_word: of equals the first, and never an empty one")
{
    checking::nearest_word nearest("ab");
    nearest.see("");
    CHECK(nearest.found.empty());
    nearest.see("abcd");
    nearest.see("ax");
    nearest.see("xb");
    CHECK(nearest.found.view() == "ax");
}

TEST_CASE("nearest_to: a name for a name, a kind for a kind, a role for a role")
{
    CHECK(meant(named<"haed">) == "head");
    CHECK(meant(kind<"residul">) == "residual");
    CHECK(meant(kind<"batchnorm">) == "batch_norm");
    CHECK(meant(role_selector<role::norm_shift>{}) == "norm_shift");
}

TEST_CASE("nearest_to: where no block has a name, a path")
{
    auto const& g = plan::forward_of<float, std::remove_const_t<decltype(without_names)>>::graph;
    CHECK(checking::nearest_to(g, named<"dense0">).view() == "dense.0");
}

TEST_CASE("nearest_to: where no block has a name, the nearest path")
{
    auto const& g = plan::forward_of<float, std::remove_const_t<decltype(without_names)>>::graph;
    CHECK(checking::nearest_to(g, named<"dense1">).view() == "dense.1");
}

TEST_CASE("nearest_to: of two selectors the one that selects nothing; if both do, where they never meet")
{
    CHECK(meant(named<"sten"> && kernel) == "stem");
    CHECK(meant(kernel && named<"sten">) == "stem");
    CHECK(meant(named<"head"> && norm_scale) == "head.kernel");
    CHECK(meant(named<"sten"> || named<"hed">) == "stem");
}
