// SPDX-License-Identifier: BSL-1.0
#include <lagom/data/image.hpp>

#include <lagom/core/config.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace lagom {

namespace {

auto place(image_shape s, long row, long column) -> long { return (row * s.width + column) * s.channels; }

/// Rows and columns top .., left .. of `from`, as an image of `cut` pixels; what lies outside is 0.
template <class T>
void copy_window(T const* from, image_shape s, long top, long left, T* to, image_shape cut)
{
    auto const first = std::clamp(-left, 0L, long{cut.width}); // the columns of `to` that have a source
    auto const end = std::clamp(s.width - left, first, long{cut.width});
    for (long row = 0; row < cut.height; ++row) {
        auto* const line = to + place(cut, row, 0);
        auto const source = top + row;
        auto const inside = 0 <= source && source < s.height && first < end;
        if (!inside) {
            std::fill_n(line, long{cut.width} * s.channels, T{0});
            continue;
        }
        std::fill_n(line, first * s.channels, T{0});
        std::copy_n(from + place(s, source, left + first), (end - first) * s.channels,
                    line + first * s.channels);
        std::fill_n(line + end * s.channels, (cut.width - end) * s.channels, T{0});
    }
}

[[maybe_unused]] auto lies_in(image_box box, image_shape s) -> bool
{
    return 0 <= box.top && box.top <= box.bottom && box.bottom <= s.height && 0 <= box.left &&
        box.left <= box.right && box.right <= s.width;
}

/// Rows top .. bottom - 1, columns alike, as far as they lie in the image.
auto clipped(image_shape s, long top, long bottom, long left, long right) -> image_box
{
    auto const within = [](long value, int most) {
        return static_cast<int>(std::clamp(value, 0L, long{most}));
    };
    return {within(top, s.height), within(bottom, s.height), within(left, s.width), within(right, s.width)};
}

} // namespace

template <class T>
void flip_horizontal(T* image, image_shape s)
{
    for (int row = 0; row < s.height; ++row) {
        for (int left = 0, right = s.width - 1; left < right; ++left, --right) {
            auto* const pixel = image + place(s, row, left);
            std::swap_ranges(pixel, pixel + s.channels, image + place(s, row, right));
        }
    }
}

template <class T>
void flip_vertical(T* image, image_shape s)
{
    for (int top = 0, bottom = s.height - 1; top < bottom; ++top, --bottom) {
        auto* const line = image + place(s, top, 0);
        std::swap_ranges(line, line + long{s.width} * s.channels, image + place(s, bottom, 0));
    }
}

template <class T>
void shift(T const* from, T* to, image_shape s, int down, int right)
{
    copy_window(from, s, -long{down}, -long{right}, to, s);
}

template <class T>
void crop(T const* from, T* to, image_shape s, int pad, int top, int left, int out_height, int out_width)
{
    LAGOM_EXPECTS(out_height >= 0 && out_width >= 0);
    copy_window(from, s, long{top} - pad, long{left} - pad, to, {out_height, out_width, s.channels});
}

template <class T>
void erase(T* image, image_shape s, int top, int left, int height, int width,
           std::span<std::type_identity_t<T> const> value)
{
    LAGOM_EXPECTS(lies_in({top, top + height, left, left + width}, s));
    LAGOM_EXPECTS(value.size() == 1 || value.size() == static_cast<std::size_t>(s.channels));
    for (int row = top; row < top + height; ++row) {
        auto* pixel = image + place(s, row, left);
        for (int column = 0; column < width; ++column, pixel += s.channels) {
            if (value.size() == 1) {
                std::fill_n(pixel, s.channels, value[0]);
            } else {
                std::copy(value.begin(), value.end(), pixel);
            }
        }
    }
}

auto cutout_box(image_shape s, int centre_row, int centre_column, int size) -> image_box
{
    LAGOM_EXPECTS(size >= 0);
    auto const top = long{centre_row} - size / 2, left = long{centre_column} - size / 2;
    return clipped(s, top, top + size, left, left + size);
}

template <class T>
void cutout(T* image, image_shape s, int centre_row, int centre_column, int size)
{
    auto const [top, bottom, left, right] = cutout_box(s, centre_row, centre_column, size);
    for (int row = top; row < bottom; ++row) {
        std::fill(image + place(s, row, left), image + place(s, row, right), T{0});
    }
}

template <class T>
void mix(T* a, T const* b, double lambda, long count)
{
    LAGOM_EXPECTS(0 <= lambda && lambda <= 1);
    if (lambda == 0) {
        std::copy_n(b, count, a);
    } else if (lambda < 1) {
        auto const mine = static_cast<T>(lambda), other = static_cast<T>(1 - lambda);
        std::transform(a, a + count, b, a, [=](T x, T y) {
            return mine * x + other * y;
        });
    }
}

auto cutmix_box(double lambda, image_shape s, image_point centre) -> cutmix_region
{
    LAGOM_EXPECTS(0 <= lambda && lambda <= 1);
    auto const half = 0.5 * std::sqrt(1 - lambda);
    auto const high = static_cast<long>(half * s.height), wide = static_cast<long>(half * s.width);
    auto const box =
        clipped(s, centre.row - high, centre.row + high, centre.column - wide, centre.column + wide);
    auto const pixels = static_cast<double>(s.height) * s.width;
    return {.box = box, .lambda = 1 - static_cast<double>(box.area()) / pixels};
}

template <class T>
void paste_box(T* image, T const* other, image_shape s, image_box box)
{
    LAGOM_EXPECTS(lies_in(box, s));
    for (int row = box.top; row < box.bottom; ++row) {
        std::copy(other + place(s, row, box.left), other + place(s, row, box.right),
                  image + place(s, row, box.left));
    }
}

#define LAGOM_IMAGE(T)                                                                                       \
    template void flip_horizontal(T*, image_shape);                                                          \
    template void flip_vertical(T*, image_shape);                                                            \
    template void shift(T const*, T*, image_shape, int, int);                                                \
    template void crop(T const*, T*, image_shape, int, int, int, int, int);                                  \
    template void erase(T*, image_shape, int, int, int, int, std::span<T const>);                            \
    template void cutout(T*, image_shape, int, int, int);                                                    \
    template void paste_box(T*, T const*, image_shape, image_box);
LAGOM_IMAGE(float)
LAGOM_IMAGE(double)
LAGOM_IMAGE(std::uint8_t)
#undef LAGOM_IMAGE
template void mix(float*, float const*, double, long);
template void mix(double*, double const*, double, long);

} // namespace lagom
