// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/data/safetensors.hpp>
#include <lagom/run/model.hpp>

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <vector>

/// What a file of `save` says besides tensors, in its metadata.
namespace lagom::model_words {

/// What a file differs in from what a network needs, to be said at once.
class differences {
public:
    void add(std::string text);
    [[nodiscard]] auto are_none() const -> bool { return count_ == 0; }
    /// Throws  file_error with the first twenty of them
    void require_none(std::string const& path) const;

private:
    std::vector<std::string> first_;
    std::size_t count_ = 0;
};

struct remarks {
    bool standardized = false;
    std::vector<std::string> measured; // where some are and some are not
    runners::model_notes notes;
    std::vector<double> rates;
    std::vector<std::string> layers; // none in a file from before they were said
};

/// Adds the first layer in which a file is not of the network, where tensors and rates are: of another stride or activation
/// they have the same shapes. Augmentations do not count.
void compare_layers(std::vector<std::string> const& said, std::span<plan::layer const> network,
                    differences& found);

/// The metadata of a model, without a digest.
template <class T>
auto written(runners::model_base<T> const& m) -> std::map<std::string, std::string>;

/// Adds the digest of all that the file holds so far.
void seal(safetensors_file& file);
/// Takes the digest out again. A file that has none, as before there was one, is said on stderr, once.
///
/// Throws  file_error if the file holds something else than what was sealed
void unseal(safetensors_file& file, std::string const& path);

/// What a file of `save` says of a model's fits.
auto notes_of(safetensors_file const& file) -> runners::model_notes;

auto is_of_save(safetensors_file const& file) -> bool;
/// Throws  file_error if the file is not one of `save`, whatever the network
void check_format(safetensors_file& file, std::string const& path);

/// Adds what is not as `save` writes it for a model of these rates: what is missing, what is more.
auto read(std::map<std::string, std::string> metadata, std::vector<runners::rate_entry> const& rates,
          differences& found) -> remarks;

} // namespace lagom::model_words
