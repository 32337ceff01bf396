// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/config.hpp>

// The one place that includes xtensor: its headers moved into folders in 0.26, and up to 0.25 clang 19 finds
// two equally good ways to rebind the container of a shape: full specializations settle it.
#if __has_include(<xtensor/containers/xtensor.hpp>)
#include <xtensor/containers/xadapt.hpp>
#include <xtensor/containers/xarray.hpp>
#include <xtensor/containers/xtensor.hpp>
#include <xtensor/core/xnoalias.hpp>
#include <xtensor/core/xvectorize.hpp>
#else
#include <xtensor/xstorage.hpp>
#ifdef __clang__
template <>
struct xt::rebind_container<std::ptrdiff_t, xt::svector<std::size_t>> {
    using type = xt::svector<std::ptrdiff_t>;
};
template <>
struct xt::rebind_container<std::size_t, xt::svector<std::size_t>> {
    using type = xt::svector<std::size_t>;
};
#endif
#include <xtensor/xadapt.hpp>
#include <xtensor/xarray.hpp>
#include <xtensor/xnoalias.hpp>
#include <xtensor/xtensor.hpp>
#include <xtensor/xvectorize.hpp>
#endif

#include <memory>

// Names of types alone: none of these classes is instantiated for it.
static_assert(
    std::is_same_v<xt::xtensor<float, 2>,
                   xt::xtensor<float, 2, xt::layout_type::row_major, std::allocator<float>>> &&
        std::is_same_v<xt::xarray<float>,
                       xt::xarray<float, xt::layout_type::row_major, std::allocator<float>>> &&
        XTENSOR_DEFAULT_TRAVERSAL == xt::layout_type::row_major,
    "lagom: the library is compiled for xtensor's row-major arrays with std::allocator, and a macro "
    "(XTENSOR_USE_XSIMD, XTENSOR_DEFAULT_LAYOUT, XTENSOR_DEFAULT_ALLOCATOR, ...) changes them in "
    "this file: compile it without");
