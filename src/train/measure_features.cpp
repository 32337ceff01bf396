// SPDX-License-Identifier: BSL-1.0
#include "train/measure_features.hpp"

#include <cmath>
#include <limits>

namespace lagom::trainers {

template <class T, class D>
void measure_features(runners::model_base<T>& m, plan::view const& p, basic_data_set<D> const& data)
{
    for (std::size_t i = 0; i < p.states.size(); ++i) {
        auto const place = p.parameters.size() + i;
        auto const& e = m.values().entries()[place];
        if (!e.is_measured_on_data() || e.measured) {
            continue;
        }
        bool const mean = e.is == role::feature_mean;
        auto const channels = static_cast<std::size_t>(e.cols); // of each position of an example
        auto const n = static_cast<double>(data.features().size() / channels);
        auto const fed = [&](std::size_t i) { // as a network is fed it
            auto const number = data.features().data()[i];
            return static_cast<double>(data.are_pixels() ? static_cast<T>(number) / T(255) : number);
        };
        for (std::size_t c = 0; c < channels; ++c) {
            double average = 0, squares = 0;
            for (std::size_t i = c; i < data.features().size(); i += channels) {
                average += fed(i);
            }
            average /= n;
            for (std::size_t i = c; i < data.features().size() && !mean; i += channels) {
                double const d = fed(i) - average;
                squares += d * d;
            }
            double const deviation = std::sqrt(squares / n);
            // What a sum of equal numbers, in double, rounds to is no deviation; and a float may round one to 0.
            double const rounding = n * std::numeric_limits<double>::epsilon() * std::abs(average);
            auto const width = deviation > rounding ? static_cast<T>(deviation) : T(0);
            m.values().element(e, 0, static_cast<long>(c)) =
                mean ? static_cast<T>(average) : (width > 0 ? width : T(1));
        }
        m.values().set_measured(place, true);
    }
}

template void measure_features(runners::model_base<float>&, plan::view const&, basic_data_set<float> const&);
template void measure_features(runners::model_base<float>&, plan::view const&, basic_data_set<double> const&);
template void measure_features(runners::model_base<double>&, plan::view const&, basic_data_set<float> const&);
template void measure_features(runners::model_base<double>&, plan::view const&,
                               basic_data_set<double> const&);
template void measure_features(runners::model_base<float>&, plan::view const&,
                               basic_data_set<std::uint8_t> const&);
template void measure_features(runners::model_base<double>&, plan::view const&,
                               basic_data_set<std::uint8_t> const&);

} // namespace lagom::trainers
