// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/config.hpp>

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace lagom {

/// A named array of little-endian numbers, row-major.
struct stored_tensor {
    std::string name;
    std::string dtype; ///< "F32", "F64" or "I64"
    std::vector<std::size_t> shape;
    std::vector<std::byte> bytes;
};

/// What a safetensors file holds: tensors in the order of its header, and texts about them.
struct safetensors_file {
    std::vector<stored_tensor> tensors;
    std::map<std::string, std::string> metadata;
};

/// Writes tensors one after another in the given order, durably. Python's safetensors reads the file.
///
/// Throws  argument_error for an unknown dtype, bytes that are not the product of the shape, a name given
///         twice or reserved, or texts that are not UTF-8; file_error with the system's reason, the old file
///         being as it was
/// Source  https://github.com/huggingface/safetensors, section "Format"
void write_safetensors(std::string const& path, safetensors_file const& file);

/// Reads a file, strictly: the tensors fill it without gap or overlap, no key stands twice, nothing is left.
///
/// Throws  file_error with file and byte, what was found and what was expected
auto read_safetensors(std::string const& path) -> safetensors_file;

} // namespace lagom
