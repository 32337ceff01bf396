// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/data/data_set.hpp>
#include <lagom/run/xtensor.hpp>

#include <string>

namespace lagom {

/// Reads an IDX file, the format of MNIST and its successors, plain or gzip: the content decides.
///
/// Shape   as stored, any rank
/// State   unsigned bytes are divided by 255, so that pixels lie in [0, 1]; other types are taken as they are
/// Throws  file_error with file and byte, for a header that is not IDX, for compressed data that are damaged
///         or cut off, and for a file that is not exactly as long as its header says
/// Source  Y. LeCun, C. Cortes, C. Burges: The MNIST database of handwritten digits, "file formats"
template <class T = float>
auto read_idx(std::string const& path) -> xt::xarray<T>;

/// Reads images and their labels, unsigned bytes from 0 to 9, as a data set of ten classes "0" to "9".
///
/// Shape   features [images, pixels]
/// Throws  as above, and data_error where the numbers of images and labels differ
template <class T = float>
auto read_idx(std::string const& images, std::string const& labels) -> basic_data_set<T>;

/// Arguments that are missing, too many, or of another type.
template <class T = float, class... A>
    requires(!requires(A&&... a) { lagom::read_idx<T>(static_cast<A&&>(a)...); })
auto read_idx(A&&...) -> not_made
{
    refuse(read_idx_takes_a_path_or_those_of_images_and_labels<std::remove_cvref_t<A>...>{});
    return {};
}

} // namespace lagom
