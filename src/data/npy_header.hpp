// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "core/formats.hpp"

namespace lagom::npy {

struct header {
    std::string descr; ///< the type of the numbers, as NumPy names it
    bool fortran_order = false;
    formats::shape_type shape;
};

/// Reads the dictionary at the start of a file, a Python literal with exactly three keys in any order.
/// `offset` is where in the file it stands, for errors.
auto read_header(std::string const& path, std::string_view text, std::size_t offset) -> header;

} // namespace lagom::npy
