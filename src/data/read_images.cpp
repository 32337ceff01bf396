// SPDX-License-Identifier: BSL-1.0
#include <lagom/data/read_images.hpp>

#include "core/formats.hpp"
#include "data/picture.hpp"
#include "data/picture_list.hpp"

#include <lagom/core/exceptions.hpp>
#include <lagom/data/durable.hpp>

#include <algorithm>
#include <new>

namespace lagom {
namespace {

using formats::picture_size;
using std::to_string;

auto text_of(picture_size size) -> std::string
{
    return to_string(size.height) + " rows of " + to_string(size.width) + " pixels with " +
        to_string(size.channels) + (size.channels == 1 ? " channel" : " channels");
}

/// The pictures of a list, decoded one behind the other into one array.
template <class T>
class decoded {
public:
    decoded(std::string const& folder, detail::image_options const& options, std::size_t count)
        : folder_(folder), options_(options), count_(count), numbers_(formats::numbers_of_levels<T>())
    {
    }

    void add(std::string const& path)
    {
        auto const name = formats::path_text(path);
        formats::decode_picture(
            name, read_whole(path),
            [&](picture_size size) {
                require_size(name, as_asked(size));
            },
            picture_);
        formats::remove_alpha(name, options_.background, picture_);
        if (options_.colours) {
            formats::change_colours(*options_.colours, picture_);
        }
        auto* const to = all_.data() + done_ * picture_.levels.size();
        std::transform(picture_.levels.begin(), picture_.levels.end(), to, [&](std::uint8_t level) {
            return numbers_[level];
        });
        ++done_;
    }
    auto result() -> xt::xtensor<T, 4>&& { return std::move(all_); }

private:
    /// The size that a picture will have.
    auto as_asked(picture_size size) const -> picture_size
    {
        if (options_.colours) {
            size.channels = *options_.colours == detail::image_flag::as_gray ? 1 : 3;
        }
        return size;
    }
    void require_size(std::string const& name, picture_size size)
    {
        if (first_.empty()) {
            require_known(name, size);
            allocate(size);
            size_ = size;
            first_ = name;
        } else if (size != size_) {
            throw file_error(name + ": the picture has " + text_of(size) + ", expected " + text_of(size_) +
                             " as " + first_ + advice(size.channels, size_.channels));
        }
    }
    void require_known(std::string const& name, picture_size size) const
    {
        if (!options_.known) {
            return;
        }
        auto const& axes = options_.known->axes;
        auto const expected = axes.size() == 4 ? picture_size{axes[1], axes[2], axes[3]} : picture_size();
        if (axes.size() == 4 && size != expected) {
            throw file_error(name + ": the picture has " + text_of(size) + ", expected " + text_of(expected) +
                             " as in the first data set" + advice(size.channels, expected.channels));
        }
        auto const count = size.height * size.width * size.channels;
        if (axes.size() != 4 && count != options_.known->count) {
            throw file_error(name + ": the picture has " + text_of(size) + ", which are " + to_string(count) +
                             " numbers, expected " + to_string(options_.known->count) +
                             " as in the first data set");
        }
    }
    static auto advice(std::size_t channels, std::size_t expected) -> std::string
    {
        return channels == expected ? "" : "; as_gray or as_rgb makes all alike";
    }
    void allocate(picture_size size)
    {
        auto const shape = std::array<std::size_t, 4>{count_, size.height, size.width, size.channels};
        auto const bytes = formats::byte_count({shape.begin(), shape.end()}, sizeof(T));
        try {
            if (bytes) {
                all_ = xt::xtensor<T, 4>::from_shape(shape);
                return;
            }
        } catch (std::bad_alloc const&) {
        }
        throw file_error(formats::path_text(folder_) + ": " + to_string(count_) + " pictures of " +
                         text_of(size) + " take " + (bytes ? to_string(*bytes) : "more than 2^63") +
                         " bytes, and memory has no room for them");
    }

    std::string const& folder_;
    detail::image_options const& options_;
    std::size_t count_, done_ = 0;
    std::array<T, 256> numbers_;
    formats::picture picture_;
    picture_size size_;
    std::string first_; ///< the picture that all others are like
    xt::xtensor<T, 4> all_;
};

} // namespace

template <class T>
auto detail::read_images(std::string const& folder, image_options const& options) -> basic_data_set<T>
{
    if (options.known && options.known->classes.empty() && !options.no_labels) {
        throw argument_error("read_images: classes_of is given a data set without classes");
    }
    auto list = formats::list_pictures(folder, options);
    auto pictures = decoded<T>(folder, options, list.paths.size());
    for (auto const& path : list.paths) {
        pictures.add(path);
    }
    return formats::set_of_pictures<T>(pictures.result(), list.labels, std::move(list.classes));
}

template auto detail::read_images<float>(std::string const&, image_options const&) -> basic_data_set<float>;
template auto detail::read_images<double>(std::string const&, image_options const&) -> basic_data_set<double>;
template auto detail::read_images<std::uint8_t>(std::string const&, image_options const&)
    -> basic_data_set<std::uint8_t>;

} // namespace lagom
