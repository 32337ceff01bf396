// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/run/model.hpp>

#include <iosfwd>
#include <string>
#include <vector>

namespace lagom {

/// Writes a model's parameters, state, rates, layers and what it knows of its data (names of classes and columns, how its
/// outputs are read, how often it was fitted) as a safetensors file: each tensor by its path, in its own shape, the
/// rest as metadata, with a digest of it all. Durable: the file is there whole, or as it was before (data/durable.hpp
/// says where it may be written).
///
/// Throws  argument_error that names the tensor and the element if a number is one that `load` refuses: a NaN
///         or an infinity. file_error if the file cannot be written
template <class T>
void save(runners::model_base<T> const& m, std::string const& path);

/// Reads what `save` wrote into a model of the same network. Strict: every tensor and every rate of the model
/// must be there and no other, in its shape and type, parameters finite, rates and state in their ranges, and
/// all that the file says besides must be what `save` says. Layers are compared, too, by their words, windows and
/// shapes: not the formula of a `pointwise` or of a node of your own, nor augmentations. The model changes only if
/// all of it fits, and whatever fails: all of it or nothing. A file whose digest is not that of its content is
/// damaged and is refused; one without a digest, as lagom wrote before there was one, loads, which is said once on
/// stderr.
///
/// Throws   file_error that names the file and everything in which it differs from what the network needs (the first
///          twenty things): the tensor and its element, or the key, with what was found and what was expected
/// Example  auto model = make_model(net, seed(1)); load(model, "digits.safetensors");
template <class T>
void load(runners::model_base<T>& m, std::string const& path);

struct partial_t {};
/// Lets `load` take what fits of a file that another program wrote, or another network.
inline constexpr partial_t partial{};

/// What a partial load did, by paths.
struct load_report {
    std::vector<std::string> taken; // tensors that model and file have
    std::vector<std::string> left; // tensors of the file that the model has not
    std::vector<std::string> missing; // of the model, which stay as they are: the file has them not
};

auto operator<<(std::ostream& out, load_report const& r) -> std::ostream&;

/// Takes those tensors of any safetensors file that bear the path of a parameter or state, of whatever type their
/// numbers are. Rates and what else the file says are left; of a file of `save` in which nothing is left or missing, the
/// names of columns, classes and targets and the reading of outputs are taken, too. All that is found is taken, or nothing. A file of
/// `save` that is damaged is refused.
///
/// Throws   file_error if the file holds none of the model's tensors, one of another shape, a number that the
///          parameter or state cannot be, or nothing that can be read
/// Example  std::cout << load(model, "from_python.safetensors", partial);
template <class T>
auto load(runners::model_base<T>& m, std::string const& path, partial_t) -> load_report;

inline void save(not_made const&, std::string const&) {}
inline void load(not_made const&, std::string const&) {}
inline auto load(not_made const&, std::string const&, partial_t) -> load_report { return {}; }

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
