// SPDX-License-Identifier: BSL-1.0
#pragma once

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
