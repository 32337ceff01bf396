// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/kernel/numbers.hpp>
#include <lagom/run/runner.hpp>

#include <cstdint>
#include <span>
#include <string>

namespace lagom::runners {

/// Computes the step that `program` is fed for op by op, in plain loops, to the first op that makes a NaN or
/// an infinity of finite numbers.
///
/// @param places  of the batch's examples in their data set
/// Returns        which and where: "an infinity in dense.1 (x w), of example 17 (counted from 0)"; empty if there is
///                none
template <class T>
auto birth_in(runner<T>& program, kernels::map_of_numbers formulas, std::span<std::uint32_t const> places)
    -> std::string;

} // namespace lagom::runners
