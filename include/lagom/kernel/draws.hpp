// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/isa.hpp>
#include <lagom/core/layer_noise.hpp>

/// Random numbers a panel at a time, compiled once, in src/kernel/draws.cpp. core/layer_noise.hpp defines the draws.
namespace lagom::kernels {

/// Uniform numbers of a panel's columns and of eight rows.
///
/// @param out     [8][panel]
/// @param column  first column of the panel
/// @param group   row / 8
template <class T>
void draw_uniform(T* out, noise_key const& key, std::uint32_t column, std::uint32_t group);

/// The same of normal numbers.
template <class T>
void draw_normal(T* out, noise_key const& key, std::uint32_t column, std::uint32_t group);

} // namespace lagom::kernels
