// error: augmentation_moves_pixels_and_the_targets_of_positions_would_stay<.*random_flip_t.*cross_entropy_t.*extents<28, 28, 2>
// A class for each pixel is a target where the pixel was, and the pixel is moved. Changes of light are taken.
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<28, 28, 1> | random_brightness(0.1) | random_flip | conv<2, 3>;

auto run(data_set const& data) -> fit_result
{
    auto m = make_model(net, seed(1));
    return fit(m, data, cross_entropy, adam(1e-3), epochs(1));
}
