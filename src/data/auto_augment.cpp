// SPDX-License-Identifier: BSL-1.0
#include "data/auto_augment.hpp"

#include "data/image_number.hpp"

#include <lagom/data/image_filter.hpp>
#include <lagom/data/image_light.hpp>
#include <lagom/data/image_warp.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace lagom::auto_augment {

namespace {

enum class thing : std::uint8_t {
    nothing,
    shear_x,
    shear_y,
    translate_x,
    translate_y,
    rotate,
    brightness,
    color,
    contrast,
    sharpness,
    posterize,
    solarize,
    autocontrast,
    equalize
};
constexpr std::uint32_t things = 14;

auto has_two_ways(thing what) -> bool { return thing::shear_x <= what && what <= thing::sharpness; }

/// Shears about the top left corner, as Pillow's did from which the ranges come.
auto sheared(image_shape s, double tangent_x, double tangent_y) -> detail::affine_turn
{
    constexpr double degrees = 180 / 3.141592653589793;
    return {.shear_x = std::atan(tangent_x) * degrees,
            .shear_y = std::atan(tangent_y) * degrees,
            .centre_right = -s.width / 2.0,
            .centre_down = -s.height / 2.0};
}

template <class T>
void change_light(thing what, double factor, T* image, T* scratch, image_shape s)
{
    if (what == thing::brightness) {
        brightness(image, s, factor);
    } else if (what == thing::contrast) {
        contrast(image, s, factor);
    } else if (what == thing::sharpness) {
        detail::sharpness(image, scratch, s, factor);
    } else if (s.channels == 3) {
        detail::saturation(image, s, factor);
    }
}

} // namespace

template <class T>
void apply_one(ranges const& most, double magnitude, interpolation between, T* image, T* scratch,
               image_shape s, random_stream& draws)
{
    auto const what = static_cast<thing>(draws.below(things));
    auto const way = has_two_ways(what) && draws.uniform() < 0.5 ? -magnitude : magnitude;
    auto const warped = [&](detail::affine_turn const& turn) {
        std::copy_n(image, s.size(), scratch);
        detail::affine(scratch, image, s, turn, between);
    };
    switch (what) {
    case thing::nothing:
        break;
    case thing::shear_x:
        return warped(sheared(s, way * most.shear, 0));
    case thing::shear_y:
        return warped(sheared(s, 0, way * most.shear));
    case thing::translate_x:
        return warped({.right = std::trunc(way * most.right)});
    case thing::translate_y:
        return warped({.down = std::trunc(way * most.down)});
    case thing::rotate:
        std::copy_n(image, s.size(), scratch);
        return rotate(scratch, image, s, way * most.degrees, between);
    case thing::brightness:
    case thing::color:
    case thing::contrast:
    case thing::sharpness:
        return change_light(what, 1 + way * most.factor, image, scratch, s);
    case thing::posterize:
        return detail::posterize(image, s, 8 - static_cast<int>(std::nearbyint(magnitude * most.bits)));
    case thing::solarize:
        return detail::solarize(image, s, (1 - magnitude) * static_cast<double>(image_number::white<T>));
    case thing::autocontrast:
        return detail::autocontrast(image, s);
    case thing::equalize:
        return detail::equalize(image, s);
    }
}

#define LAGOM_APPLY(T)                                                                                       \
    template void apply_one(ranges const&, double, interpolation, T*, T*, image_shape, random_stream&);
LAGOM_APPLY(float)
LAGOM_APPLY(double)
LAGOM_APPLY(std::uint8_t)
#undef LAGOM_APPLY

} // namespace lagom::auto_augment
