// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/config.hpp>
#include <lagom/data/array_number.hpp>
#include <lagom/run/xtensor.hpp>

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace lagom {

/// A named array of little-endian numbers, row-major.
struct stored_tensor {
    std::string name;
    std::string dtype; ///< as the file says: "F32", "F64", "F16", "BF16", "I64", "U8", "BOOL" ...
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
/// Throws  argument_error for a dtype other than those that numbers_of takes, bytes that are not the product of the
///         shape, a name given twice or reserved, texts that are not UTF-8, or more than 100000 tensors; file_error with the system's reason, the old file
///         being as it was
/// Source  https://github.com/huggingface/safetensors, section "Format"
void write_safetensors(std::string const& path, safetensors_file const& file);

/// Reads a file, strictly: the tensors fill it without gap or overlap, no key stands twice, nothing is left.
///
/// State   a tensor of a dtype that is not known is kept as its bytes
/// Throws  file_error with file and byte, what was found and what was expected; for more than 100000 tensors, too
auto read_safetensors(std::string const& path) -> safetensors_file;

namespace detail {

template <class T>
auto numbers_of(stored_tensor const& tensor) -> xt::xarray<T>;

} // namespace detail

/// The numbers of a tensor as T: float, double, bool, or any integer of 8 to 64 bits.
///
/// Shape    as stored, any rank
/// State    the dtype is BOOL, I8, U8, I16, U16, I32, U32, I64, U64, F8_E4M3, F8_E5M2, F16, BF16, F32 or F64
/// Throws   data_error that names the tensor: for another dtype, for bytes that are not the product of the
///          shape, and for a number T cannot take: real numbers are rounded to a real T and must stay finite,
///          whole numbers must be exact, a bool is 0 or 1, and a whole T takes no real numbers
/// Example  for (auto const& tensor : read_safetensors(path).tensors) { use(numbers_of<float>(tensor)); }
template <class T>
auto numbers_of(stored_tensor const& tensor) -> xt::xarray<T>
{
    return detail::read_array<T>([&]<class Number>(Number) {
        return detail::numbers_of<Number>(tensor);
    });
}

} // namespace lagom
