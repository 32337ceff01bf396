// error: network_has_no_augmentation_to_preview<
// What a network does not change is as it is.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<28, 28, 1> | flatten | dense<3>;
void show(data_set const& data) { preview(net, data, "augmentation.png"); }
