// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/train/fit_loop.hpp>

namespace lagom::trainers {

/// Measures mean and standard deviation of each feature into a model's `standardize` state, if it has one and
/// they are not measured yet.
template <class T, class D>
void measure_features(runners::model_base<T>& m, plan::view const& p, basic_data_set<D> const& data);

} // namespace lagom::trainers
