// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/run/model.hpp>

#include <string>

namespace lagom {

/// Writes a model's parameters, state, rates and class names as a safetensors file: each tensor by its path,
/// in its own shape, the rest as metadata. Durable: the file is there whole, or as it was before.
///
/// Throws  argument_error that names the tensor and the element if a number is one that `load` refuses: a NaN
///         or an infinity. file_error if the file cannot be written
template <class T>
void save(model_base<T> const& m, std::string const& path);

/// Reads what `save` wrote into a model of the same network. Strict: every tensor and every rate of the model
/// must be there and no other, in its shape and type, parameters finite, rates and state in their ranges, and
/// all that the file says besides must be what `save` says. The model changes only if all of it fits.
///
/// Throws   file_error that names the file and the tensor and its element, or the key, with what was found and
///          what was expected
/// Example  auto model = make_model(net, seed(1)); load(model, "digits.safetensors");
template <class T>
void load(model_base<T>& m, std::string const& path);

inline void save(not_made const&, std::string const&) {}
inline void load(not_made const&, std::string const&) {}

template <class... A>
    requires(!requires(A&&... a) { lagom::save(static_cast<A&&>(a)...); })
void save(A&&...)
{
    refuse(save_takes_a_model_and_a_path<std::remove_cvref_t<A>...>{});
}
template <class... A>
    requires(!requires(A&&... a) { lagom::load(static_cast<A&&>(a)...); })
void load(A&&...)
{
    refuse(load_takes_a_model_and_a_path<std::remove_cvref_t<A>...>{});
}

} // namespace lagom
