// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/ranges.hpp>
#include <lagom/data/data_set.hpp>

#include <concepts>
#include <cstdint>
#include <string>

namespace lagom {

namespace reports {

/// What a picture may be made of.
template <class T>
inline constexpr bool is_light =
    std::same_as<T, float> || std::same_as<T, double> || std::same_as<T, std::uint8_t>;

template <class X>
concept light = number_tensor<X> && is_light<typename X::value_type>;

/// Whether `write_png` takes them.
template <class... A>
inline constexpr bool are_drawn = false;
template <light X, std::convertible_to<std::string> P>
inline constexpr bool are_drawn<X, P> = true;
template <light X, std::convertible_to<std::string> P, std::integral N>
inline constexpr bool are_drawn<X, P, N> = true;

/// @param per_line  0 stands for as many as there are lines
template <class T>
void write_pictures(std::string const& path, xt::xarray<T> const& pictures, long per_line);

} // namespace reports

/// Draws pictures side by side as a PNG file: data, the kernels of a layer, a confusion matrix, what a model got wrong.
///
/// Shape   [pictures, height, width] or [pictures, height, width, channels] of 1 or 3 channels; magnified by a whole
///         number, up to 96 pixels a side. A line has `per_line` pictures, by default about as many as there are lines
/// State   bytes are levels, 255 is white. Of float and double, 0 is black and 1 white; where any number lies outside
///         [0, 1], the least of all pictures is black and the largest white
/// Throws  data_error for another shape, for no pictures or too many for one file, and for a NaN or an infinity, by
///         picture, row and column; argument_error unless per_line is at least 1; file_error where the file cannot be
///         written, which then is as it was
/// Example write_png(pictures, "pictures.png"), write_png(pictures, "a_line.png", 10)
template <reports::light X>
void write_png(X const& pictures, std::string const& path)
{
    reports::write_pictures<typename X::value_type>(path, pictures, 0);
}
template <reports::light X>
void write_png(X const& pictures, std::string const& path, long per_line)
{
    reports::write_pictures<typename X::value_type>(path, pictures,
                                                    basics::at_least(1, per_line, "write_png", "per_line"));
}
/// Arguments that are missing, too many, or of another type.
template <class... A>
    requires(!reports::are_drawn<A...>)
void write_png(A const&...)
{
    refuse(write_png_takes_pictures_of_float_double_or_std_uint8_t_the_name_of_a_file_and_how_many_a_line<
           A...>{});
}

} // namespace lagom
