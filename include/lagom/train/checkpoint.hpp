// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/run/model.hpp>

#include <string>

namespace lagom {

/// Writes a model's parameters, state, rates and class names as a safetensors file: each tensor by its path,
/// in its own shape, the rest as metadata. Durable: the file is there whole, or as it was before.
///
/// Throws  file_error
template <class T>
void save(model_base<T> const& m, std::string const& path);

/// Reads what `save` wrote into a model of the same network. Strict: every tensor of the model must be there
/// in its shape and type, and no other, and rates and state in their ranges. The model changes only if all of
/// it fits.
///
/// Throws   file_error that names the file and the tensor or the rate, and says what was expected
/// Example  auto model = make_model(net, seed(1)); load(model, "digits.safetensors");
template <class T>
void load(model_base<T>& m, std::string const& path);

inline void save(not_made const&, std::string const&) {}
inline void load(not_made const&, std::string const&) {}

} // namespace lagom
