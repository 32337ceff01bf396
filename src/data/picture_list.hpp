// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/data/read_images.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace lagom::formats {

/// The files of pictures in the order in which they are read, and each one's place among the classes, if there are any.
struct picture_list {
    std::vector<std::string> paths;
    std::vector<std::int32_t> labels;
    std::vector<std::string> classes;
};

/// The pictures of a folder: one folder a class, all without classes, or those of a file of labels.
///
/// Throws  file_error for what is not where it is expected; there is at least one picture else
auto list_pictures(std::string const& folder, detail::image_options const& options) -> picture_list;

} // namespace lagom::formats
