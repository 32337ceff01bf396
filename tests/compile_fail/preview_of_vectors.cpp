// error: preview_shows_images_of_one_or_three_channels_and_not<lagom::extents<64>
// mixup takes vectors, too, but a vector is no picture.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<64> | mixup(0.2) | dense<3>;
void show(data_set const& data) { preview(net, data, "augmentation.png"); }
