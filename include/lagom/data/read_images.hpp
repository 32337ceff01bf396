// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/errors.hpp> // first, so that errors in it come without a list of includes

#include <lagom/data/classes_of.hpp>
#include <lagom/data/data_set.hpp>

#include <concepts>
#include <optional>
#include <string>
#include <utility>

namespace lagom {

namespace detail {

struct file_of_labels {
    std::string path, file_column, label_column;
};
enum class image_flag : unsigned char { as_gray, as_rgb, over_black, over_white, no_labels };
template <image_flag>
struct image_flag_t {
    explicit image_flag_t() = default;
};

} // namespace detail

/// Which pictures of the folder are read, in which order, and their classes: a CSV file with a header that has a column
/// of names of files, from the folder on, and one of labels. The path of the CSV file itself does not start in the folder.
inline auto labels_file(std::string path, std::string file_column, std::string label_column)
    -> detail::file_of_labels
{
    return {std::move(path), std::move(file_column), std::move(label_column)};
}
/// The same of columns named file and label.
inline auto labels_file(std::string path) -> detail::file_of_labels
{
    return {std::move(path), "file", "label"};
}

/// Pictures of a folder and all that are in it, without classes, as for `predict`: sorted by their paths.
inline constexpr auto no_labels = detail::image_flag_t<detail::image_flag::no_labels>();

/// Makes gray pictures of those in colour: 0.299 red + 0.587 green + 0.114 blue, rounded to one of 256 levels.
///
/// Source  ITU-R BT.601, luma
inline constexpr auto as_gray = detail::image_flag_t<detail::image_flag::as_gray>();

/// Makes pictures of three channels of those in gray: the level three times.
inline constexpr auto as_rgb = detail::image_flag_t<detail::image_flag::as_rgb>();

/// What is transparent in a picture shows black: alpha x level / 255, rounded.
inline constexpr auto over_black = detail::image_flag_t<detail::image_flag::over_black>();

/// What is transparent in a picture shows white: (alpha x level + (255 - alpha) x 255) / 255, rounded.
inline constexpr auto over_white = detail::image_flag_t<detail::image_flag::over_white>();

template <class X>
struct what_is_given_is_no_option_of_read_images {};

namespace detail {

/// All options of a call of read_images.
struct image_options {
    std::optional<file_of_labels> labels;
    std::optional<known_columns> known;
    std::optional<image_flag> colours, background; ///< of each the one that is given
    bool no_labels = false;

    void add(file_of_labels const& option) { labels = option; }
    void add(known_columns const& option) { known = option; }
    void add(image_flag_t<image_flag::as_gray>) { colours = image_flag::as_gray; }
    void add(image_flag_t<image_flag::as_rgb>) { colours = image_flag::as_rgb; }
    void add(image_flag_t<image_flag::over_black>) { background = image_flag::over_black; }
    void add(image_flag_t<image_flag::over_white>) { background = image_flag::over_white; }
    void add(image_flag_t<image_flag::no_labels>) { no_labels = true; }
    template <class X>
    void add(X const&)
    {
        refuse(what_is_given_is_no_option_of_read_images<X>{});
    }
};

/// How many of the options are an A.
template <class A, class... Options>
constexpr auto count_given = (0 + ... + static_cast<int>(std::same_as<A, Options>));
template <image_flag Flag, class... Options>
constexpr auto count_flags = count_given<image_flag_t<Flag>, Options...>;

template <class T>
auto read_images(std::string const& folder, image_options const& options) -> basic_data_set<T>;

} // namespace detail

/// Reads pictures, PNG and JPEG (the content decides), from a folder that has a folder for each class:
/// `read_images("flowers")` of flowers/daisy/1.jpg, flowers/rose/x/2.png, ... Classes are the names of the folders, sorted,
/// and so are the pictures in each; of a class, folders within count, too.
///
/// Options in any order, each once: labels_file(path, ...) or no_labels, where there are no folders of classes;
/// classes_of(data_set), for further pictures of the same classes and the same size; as_gray or as_rgb; over_black or
/// over_white.
///
/// All pictures have one size, and one number of channels: 1, of gray, or 3, of red, green and blue. PNG is taken with
/// up to 8 bits a channel, with palettes and interlaced, JPEG as baseline and progressive. Levels are those that are
/// stored: gamma, colour profiles and the orientation of a camera (EXIF) change nothing. An alpha channel that hides
/// nothing is left out; one that does needs over_black or over_white. In the folders of classes every file is a picture,
/// but for those whose names begin with a point, Thumbs.db and desktop.ini; what lies beside these folders is not read
/// unless it is a picture. Links are followed. Bytes behind the end of a picture are not read.
///
/// Shape   features [pictures, height, width, channels], in [0, 1]: levels / 255; read_images<std::uint8_t> keeps the levels,
///         marked as pixels
/// State   the pictures are decoded one by one into the data set, so memory is that of the features and one picture
/// Throws  file_error with the file, and the byte where it is known, for a picture of another size or number of channels
///         than the first (or than those of classes_of), one that is cut off or damaged, in any way that libpng and
///         libjpeg warn of, too, one of 16 bits a channel, one of CMYK, one of more than 2^28 numbers, and more pictures
///         than memory has room for; for a file that is no picture, that cannot be read, or is a FIFO, a device or a
///         socket; for a folder of a class without a picture, a folder without any, a picture beside the folders of
///         classes, a link to a folder that it lies in, a class whose name is no UTF-8 or, with classes_of, none of
///         those; for a labels file as read_csv says, and one that names a file twice; argument_error where classes_of
///         is given a data set without classes
template <class T = float, class... Options>
auto read_images(std::string const& folder, Options const&... options) -> basic_data_set<T>
{
    using namespace detail;
    static_assert(count_given<file_of_labels, Options...> + count_flags<image_flag::no_labels, Options...> <=
                      1,
                  "lagom: read_images takes labels_file or no_labels, once");
    static_assert(count_given<known_columns, Options...> <= 1, "lagom: read_images takes classes_of once");
    static_assert(
        count_flags<image_flag::as_gray, Options...> + count_flags<image_flag::as_rgb, Options...> <= 1,
        "lagom: read_images takes as_gray or as_rgb, once");
    static_assert(count_flags<image_flag::over_black, Options...> +
                          count_flags<image_flag::over_white, Options...> <=
                      1,
                  "lagom: read_images takes over_black or over_white, once");
    auto all = image_options();
    (all.add(options), ...);
    return detail::read_images<T>(folder, all);
}

// Arguments that are missing, too many, or of another type.
template <class T = float, class Folder, class... A>
    requires(!std::convertible_to<Folder const&, std::string>)
auto read_images(Folder const&, A const&...) -> not_made
{
    refuse(read_images_takes_a_folder_then_labels_file_classes_of_as_gray_as_rgb<Folder, A...>{});
    return {};
}

} // namespace lagom
