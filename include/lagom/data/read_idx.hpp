// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/data/array_number.hpp>
#include <lagom/data/classes_of.hpp>
#include <lagom/data/data_set.hpp>
#include <lagom/run/xtensor.hpp>

#include <string>

namespace lagom {

namespace detail {

template <class T>
auto read_idx(std::string const& path) -> xt::xarray<T>;
template <class T>
auto read_idx(std::string const& images, std::string const& labels, known_columns const* known)
    -> basic_data_set<T>;

} // namespace detail

/// Reads an IDX file, the format of MNIST and its successors, plain or gzip: the content decides.
///
/// Shape   as stored, any rank
/// State   T is float, double, bool, or any integer of 8 to 64 bits. A real T takes unsigned bytes divided by
///         255, so that pixels lie in [0, 1]; an integer takes them as they are, and other types are taken as
///         they are
/// Throws  file_error with file and byte, for a header that is not IDX, for compressed data that are damaged
///         or cut off, for a file that is not exactly as long as its header says, and for a number T cannot
///         take: whole numbers must be exact, and a whole T takes no real numbers; for a gzip file of an array of
///         more than 2^32 bytes in memory
/// Source  Y. LeCun, C. Cortes, C. Burges: The MNIST database of handwritten digits, "file formats"
template <class T = float>
auto read_idx(std::string const& path) -> xt::xarray<T>
{
    return detail::read_array<T>([&]<class Number>(Number) {
        return detail::read_idx<Number>(path);
    });
}

/// Reads images and their labels, whole numbers, as a data set. A class is named by its number: "0" to "9"
/// where no label is another, else those that occur, in order.
///
/// Shape   features [images, pixels]
/// State   read_idx<std::uint8_t> keeps bytes as bytes, marked as pixels: each is divided by 255 when it is fed
/// Throws  as above, and data_error where the numbers of images and labels differ
template <class T = float>
auto read_idx(std::string const& images, std::string const& labels) -> basic_data_set<T>
{
    return detail::read_idx<T>(images, labels, nullptr);
}

/// The same with the classes of a data set read before: `read_idx(images, labels, classes_of(train))`.
///
/// Throws  as above, file_error for a label that is none of them and for another number of pixels, and
///         argument_error where there are no classes
template <class T = float>
auto read_idx(std::string const& images, std::string const& labels, detail::known_columns const& known)
    -> basic_data_set<T>
{
    return detail::read_idx<T>(images, labels, &known);
}

/// Arguments that are missing, too many, or of another type.
template <class T = float, class... A>
    requires(!requires(A&&... a) { lagom::read_idx<T>(static_cast<A&&>(a)...); })
auto read_idx(A&&...) -> not_made
{
    refuse(read_idx_takes_a_path_or_those_of_images_and_labels<std::remove_cvref_t<A>...>{});
    return {};
}

} // namespace lagom
