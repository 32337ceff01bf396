// SPDX-License-Identifier: BSL-1.0
#include <lagom/data/read_cifar.hpp>

#include "core/formats.hpp"
#include "core/shown_text.hpp"
#include "data/gunzip.hpp"
#include "data/picture.hpp"

#include <lagom/core/exceptions.hpp>
#include <lagom/data/durable.hpp>

#include <algorithm>
#include <array>
#include <string_view>

namespace lagom {
namespace {

using formats::refuse;
using std::to_string;
using names = std::vector<std::string>;

constexpr auto side = std::size_t{32}, plane = side * side, channels = std::size_t{3};

auto names_of_ten() -> names
{
    return {"airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"};
}

auto names_of_hundred() -> names
{
    return {"apple",       "aquarium_fish", "baby",      "bear",       "beaver",       "bed",
            "bee",         "beetle",        "bicycle",   "bottle",     "bowl",         "boy",
            "bridge",      "bus",           "butterfly", "camel",      "can",          "castle",
            "caterpillar", "cattle",        "chair",     "chimpanzee", "clock",        "cloud",
            "cockroach",   "couch",         "crab",      "crocodile",  "cup",          "dinosaur",
            "dolphin",     "elephant",      "flatfish",  "forest",     "fox",          "girl",
            "hamster",     "house",         "kangaroo",  "keyboard",   "lamp",         "lawn_mower",
            "leopard",     "lion",          "lizard",    "lobster",    "man",          "maple_tree",
            "motorcycle",  "mountain",      "mouse",     "mushroom",   "oak_tree",     "orange",
            "orchid",      "otter",         "palm_tree", "pear",       "pickup_truck", "pine_tree",
            "plain",       "plate",         "poppy",     "porcupine",  "possum",       "rabbit",
            "raccoon",     "ray",           "road",      "rocket",     "rose",         "sea",
            "seal",        "shark",         "shrew",     "skunk",      "skyscraper",   "snail",
            "snake",       "spider",        "squirrel",  "streetcar",  "sunflower",    "sweet_pepper",
            "table",       "tank",          "telephone", "television", "tiger",        "tractor",
            "train",       "trout",         "tulip",     "turtle",     "wardrobe",     "whale",
            "willow_tree", "wolf",          "woman",     "worm"};
}

auto names_of_twenty() -> names
{
    return {"aquatic_mammals",
            "fish",
            "flowers",
            "food_containers",
            "fruit_and_vegetables",
            "household_electrical_devices",
            "household_furniture",
            "insects",
            "large_carnivores",
            "large_man-made_outdoor_things",
            "large_natural_outdoor_scenes",
            "large_omnivores_and_herbivores",
            "medium_mammals",
            "non-insect_invertebrates",
            "people",
            "reptiles",
            "small_mammals",
            "trees",
            "vehicles_1",
            "vehicles_2"};
}

/// What stands before the pixels of a picture: of each label, what it is called and how many there are.
struct label_byte {
    char const* what;
    std::size_t count;
};
struct layout {
    char const* reader; ///< what is called to read it
    std::vector<label_byte> labels;

    auto record() const -> std::size_t { return labels.size() + channels * plane; }
};
auto layout_of_10() -> layout { return {"read_cifar10", {{"label", 10}}}; }
auto layout_of_100() -> layout { return {"read_cifar100", {{"coarse label", 20}, {"fine label", 100}}}; }

/// What a file that is none of these may be.
auto advice(std::string_view bytes, layout const& expected) -> std::string
{
    auto const other = expected.labels.size() == 1 ? layout_of_100() : layout_of_10();
    if (bytes.substr(0, 262).ends_with("ustar")) {
        return "; it is a tar archive, which `tar -xf` unpacks";
    }
    if (bytes.starts_with("\x80\x02") || bytes.starts_with("\x80\x03") || bytes.starts_with("\x80\x04")) {
        return "; it is the version for Python, and the binary one is read";
    }
    return bytes.size() % other.record() == 0
        ? std::string("; it is as long as one for ") + other.reader + " is"
        : "";
}

void require_pictures(std::string const& path, std::string_view bytes, layout const& about)
{
    auto const record = about.record(), rest = bytes.size() % record;
    if (bytes.empty()) {
        throw file_error(path + ": the file is empty, expected pictures of " + to_string(record) + " bytes");
    }
    if (rest != 0) {
        refuse(path, bytes.size(),
               "the file ends within picture " + to_string(bytes.size() / record) +
                   " (counted from 0), expected " + to_string(record) + " bytes for each" +
                   advice(bytes, about));
    }
    for (auto start = std::size_t{0}; start < bytes.size(); start += record) {
        for (auto i = std::size_t{0}; i < about.labels.size(); ++i) {
            auto const [what, count] = about.labels[i];
            if (auto const found = static_cast<unsigned char>(bytes[start + i]); found >= count) {
                refuse(path, start + i,
                       std::string("found the ") + what + ' ' + to_string(found) + ", expected 0 to " +
                           to_string(count - 1) + advice(bytes, about));
            }
        }
    }
}

auto read_file(std::string const& path, layout const& about) -> std::string
{
    auto bytes = read_whole(path);
    auto const is_packed = formats::is_gzip(bytes);
    if (is_packed) {
        bytes = formats::unpack(path, bytes, formats::most_unpacked);
    }
    require_pictures(is_packed ? path + " (uncompressed)" : path, bytes, about);
    return bytes;
}

void require_distinct(names const& paths, layout const& about)
{
    if (paths.empty()) {
        throw argument_error(std::string(about.reader) + ": no file is named, expected at least one");
    }
    auto sorted = paths;
    std::sort(sorted.begin(), sorted.end());
    auto const twice = std::adjacent_find(sorted.begin(), sorted.end());
    if (twice != sorted.end()) {
        throw argument_error(std::string(about.reader) + ": the file " + shown(*twice) + " is named twice");
    }
}

/// The pictures of all files by the label at one place.
template <class T>
auto read(names const& paths, layout const& about, std::size_t label, names classes) -> basic_data_set<T>
{
    require_distinct(paths, about);
    auto files = names();
    auto count = std::size_t{0};
    for (auto const& path : paths) {
        files.push_back(read_file(path, about));
        count += files.back().size() / about.record();
    }
    auto pixels = xt::xtensor<T, 4>::from_shape({count, side, side, channels});
    auto labels = std::vector<std::int32_t>();
    labels.reserve(count);
    auto const numbers = formats::numbers_of_levels<T>();
    auto* to = pixels.data();
    for (auto& file : files) {
        for (auto const* from = file.data(); from != file.data() + file.size(); from += about.record()) {
            labels.push_back(static_cast<unsigned char>(from[label]));
            auto const* const planes = from + about.labels.size();
            for (auto i = std::size_t{0}; i < plane; ++i) {
                for (auto channel = std::size_t{0}; channel < channels; ++channel) {
                    *to++ = numbers[static_cast<unsigned char>(planes[channel * plane + i])];
                }
            }
        }
        file = std::string(); // its memory
    }
    return formats::set_of_pictures<T>(std::move(pixels), labels, std::move(classes));
}

} // namespace

template <class T>
auto detail::read_cifar10(std::vector<std::string> const& paths) -> basic_data_set<T>
{
    return read<T>(paths, layout_of_10(), 0, names_of_ten());
}

template <class T>
auto detail::read_cifar100(std::vector<std::string> const& paths, cifar100 classes) -> basic_data_set<T>
{
    auto const is_fine = classes == cifar100::fine;
    return read<T>(paths, layout_of_100(), is_fine ? 1 : 0, is_fine ? names_of_hundred() : names_of_twenty());
}

template auto detail::read_cifar10<float>(std::vector<std::string> const&) -> basic_data_set<float>;
template auto detail::read_cifar10<double>(std::vector<std::string> const&) -> basic_data_set<double>;
template auto detail::read_cifar10<std::uint8_t>(std::vector<std::string> const&)
    -> basic_data_set<std::uint8_t>;
template auto detail::read_cifar100<float>(std::vector<std::string> const&, cifar100)
    -> basic_data_set<float>;
template auto detail::read_cifar100<double>(std::vector<std::string> const&, cifar100)
    -> basic_data_set<double>;
template auto detail::read_cifar100<std::uint8_t>(std::vector<std::string> const&, cifar100)
    -> basic_data_set<std::uint8_t>;

} // namespace lagom
