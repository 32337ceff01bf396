// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/errors.hpp> // first, so that errors in it come without a list of includes

#include <lagom/data/data_set.hpp>

#include <concepts>
#include <string>
#include <type_traits>
#include <vector>

namespace lagom {

/// Which of CIFAR-100's two labels of a picture is its class.
enum class cifar100 {
    fine, ///< a hundred classes: apple, aquarium_fish, ...
    coarse ///< twenty of five of those each: aquatic_mammals, fish, ...
};

namespace detail {

template <class T>
auto read_cifar10(std::vector<std::string> const& paths) -> basic_data_set<T>;
template <class T>
auto read_cifar100(std::vector<std::string> const& paths, cifar100 classes) -> basic_data_set<T>;

} // namespace detail

/// Reads pictures of CIFAR-10, its "binary version", one file behind the other:
/// `read_cifar10({"data_batch_1.bin", "data_batch_2.bin"})`. Plain or gzip: the content decides.
///
/// Shape   features [pictures, 32, 32, 3]; red, green and blue of a pixel side by side, in [0, 1]: bytes / 255
/// State   the ten classes have their names, airplane to truck, whichever occur
/// Throws  file_error with file and byte, for a file that holds no whole number of pictures, or none, and for a label
///         above 9; argument_error where no file is named
/// Source  A. Krizhevsky: The CIFAR-10 dataset, "binary version"
template <class T = float>
auto read_cifar10(std::vector<std::string> const& paths) -> basic_data_set<T>
{
    return detail::read_cifar10<T>(paths);
}
template <class T = float, std::convertible_to<std::string> Path>
auto read_cifar10(Path const& path) -> basic_data_set<T>
{
    return detail::read_cifar10<T>({path});
}

/// Reads pictures of CIFAR-100, its "binary version", by their fine or their coarse labels:
/// `read_cifar100({"train.bin"}, cifar100::coarse)`. Plain or gzip: the content decides.
///
/// Shape   features [pictures, 32, 32, 3]; red, green and blue of a pixel side by side, in [0, 1]: bytes / 255
/// State   the hundred or twenty classes have their names, whichever occur
/// Throws  file_error with file and byte, for a file that holds no whole number of pictures, or none, for a coarse label
///         above 19 and a fine one above 99, whichever is taken; argument_error where no file is named
/// Source  A. Krizhevsky: The CIFAR-100 dataset, "binary version"
template <class T = float>
auto read_cifar100(std::vector<std::string> const& paths, cifar100 classes = cifar100::fine)
    -> basic_data_set<T>
{
    return detail::read_cifar100<T>(paths, classes);
}
template <class T = float, std::convertible_to<std::string> Path>
auto read_cifar100(Path const& path, cifar100 classes = cifar100::fine) -> basic_data_set<T>
{
    return detail::read_cifar100<T>({path}, classes);
}

// Arguments that are missing, too many, or of another type.
template <class T = float, class... A>
    requires(!requires(A&&... a) { lagom::read_cifar10<T>(static_cast<A&&>(a)...); })
auto read_cifar10(A&&...) -> not_made
{
    refuse(read_cifar10_takes_the_paths_of_binary_files_in_braces<std::remove_cvref_t<A>...>{});
    return {};
}
template <class T = float, class... A>
    requires(!requires(A&&... a) { lagom::read_cifar100<T>(static_cast<A&&>(a)...); })
auto read_cifar100(A&&...) -> not_made
{
    refuse(read_cifar100_takes_the_paths_of_binary_files_in_braces_then_cifar100_fine_or_coarse<
           std::remove_cvref_t<A>...>{});
    return {};
}

} // namespace lagom
