// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/data/data_set.hpp>
#include <lagom/data/read_images.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lagom::formats {

/// The extents of a picture without its alpha: 1 channel of gray, or 3 of red, green and blue.
struct picture_size {
    std::size_t height = 0, width = 0, channels = 0;

    auto operator==(picture_size const&) const -> bool = default;
};

/// A picture as it is stored: levels [height, width, channels], and behind the colours of a pixel its alpha, if there is one.
struct picture {
    picture_size size;
    bool has_alpha = false;
    std::vector<std::uint8_t> levels;

    auto numbers_a_pixel() const -> std::size_t { return size.channels + (has_alpha ? 1 : 0); }
};

/// Is asked once the header is read and nothing is decoded, and throws for a size that is not wanted.
using picture_check = std::function<void(picture_size)>;

/// A path as an error writes it: on one line, in UTF-8.
auto path_text(std::string_view path) -> std::string;

/// Whether a file begins as PNG or JPEG do.
auto is_picture(std::string_view bytes) -> bool;

/// Decodes a PNG or a JPEG. `name` is what errors call the file.
///
/// Throws  file_error with the byte, where it is known, for what is neither, damaged, cut off, or not read by us
void decode_picture(std::string const& name, std::string_view bytes, picture_check const& check,
                    picture& out);

/// Makes room for the levels of a picture whose header is read, and asks whether it is wanted.
///
/// Throws  file_error for more than 2^28 numbers
void make_room(std::string const& name, picture_check const& check, picture& out);

/// Leaves the alpha out, or blends with a background.
///
/// Throws  file_error for a pixel that is transparent where there is no background
void remove_alpha(std::string const& name, std::optional<detail::image_flag> background, picture& out);

/// Makes gray of colours, or colours of gray.
void change_colours(detail::image_flag how, picture& out);

/// What a data set holds for each of the 256 levels: of real numbers level / 255.
template <class T>
auto numbers_of_levels() -> std::array<T, 256>
{
    auto numbers = std::array<T, 256>();
    for (auto level = std::size_t{0}; level < numbers.size(); ++level) {
        numbers[level] = std::is_floating_point_v<T> ? static_cast<T>(level) / T(255) : static_cast<T>(level);
    }
    return numbers;
}

/// The data set of pictures [pictures, height, width, channels] with such numbers; bytes are marked as pixels.
template <class T>
auto set_of_pictures(xt::xtensor<T, 4> numbers, std::vector<std::int32_t> const& labels,
                     std::vector<std::string> classes) -> basic_data_set<T>
{
    auto const made = [&](auto&& features) {
        return classes.empty() ? basic_data_set<T>(std::move(features))
                               : basic_data_set<T>(std::move(features), labels, std::move(classes));
    };
    if constexpr (std::is_same_v<T, std::uint8_t>) {
        return made(pixels(std::move(numbers)));
    } else {
        return made(std::move(numbers));
    }
}

} // namespace lagom::formats
