// SPDX-License-Identifier: BSL-1.0
// Pictures: how are they read as bytes, augmented, looked at, and given to a convolutional network? An argument is the
// folder that what is drawn is left in.
#include <lagom/lagom.hpp>
#include <algorithm>
#include <filesystem>
#include <iostream>

using namespace lagom;

// [rows, columns, channels]. Augmentations are layers right behind the input that do nothing but in training. There are
// whole policies, too: rand_augment(2, 9), trivial_augment.
constexpr auto net = input<8, 8, 1>
    | one_of(random_affine(10, 0.1, 0.1, 5).bilinear(), random_shift(1)) | sometimes(0.3, random_brightness(0.2))
    | conv<16, 3>(no_bias) | batch_norm | relu | conv<16, 3>(no_bias) | batch_norm | relu | max_pool<2>
    | conv<32, 3>(no_bias) | batch_norm | relu | dropout(0.1).per_channel() | global_average_pool | dense<10>;

// Bytes stay bytes, a quarter of what floats take, and are divided by 255 when they are fed. Files of bytes are read so
// by read_idx<std::uint8_t>("images.gz", "labels.gz") and read_images<std::uint8_t>("flowers"); pixels marks an array.
auto read_digits() -> basic_data_set<std::uint8_t>
{
    auto const table = read_csv("examples/data/digits.csv", label("label")); // of 0 to 16
    auto bytes = xt::xtensor<std::uint8_t, 4>::from_shape({table.size(), 8, 8, 1});
    std::transform(table.features().begin(), table.features().end(), bytes.begin(), [](float ink) {
        return static_cast<std::uint8_t>(ink * 255 / 16);
    });
    return basic_data_set(pixels(bytes), table.labels(), table.class_names());
}

int main(int count, char** arguments)
{
    auto const folder = count > 1 ? std::filesystem::path(arguments[1]) : std::filesystem::temp_directory_path();
    std::filesystem::create_directories(folder);
    auto const augmented = (folder / "augmented.png").string(), mistaken = (folder / "mistaken.png").string();

    auto const [train, test] = split(read_digits(), {0.75, 0.25}, seed(1));
    preview(net, train, augmented); // originals, and beside each what the first epochs are given of it
    auto model = make_model(net, seed(1));
    auto const result = fit(model, train, cross_entropy, adam(cosine(5e-3)), epochs(15), batch(64), threads(1), quiet);
    auto const judged = evaluate(model, test, cross_entropy);
    std::cout << result << judged;

    // What it got wrong, side by side.
    auto const found = classify(model, test, threads(1));
    std::vector<std::size_t> wrong;
    for (std::size_t i = 0; i < test.size(); ++i) {
        if (found[i] != test.labels()[i]) {
            wrong.push_back(i);
            std::cout << test.class_names()[static_cast<std::size_t>(test.labels()[i])] << " was taken for "
                      << test.class_names()[static_cast<std::size_t>(found[i])] << '\n';
        }
    }
    if (!wrong.empty()) {
        xt::xarray<std::uint8_t> pictures = test.pick(wrong).features(); // [pictures, 64]
        write_png(pictures.reshape({wrong.size(), 8, 8}), mistaken);
    }

    bool const is_drawn = std::filesystem::file_size(augmented) > 1000;
    for (auto const& file : {augmented, mistaken}) {
        count > 1 || std::filesystem::remove(file);
    }
    return is_drawn && judged.accuracy() > 0.95 ? 0 : 1;
}
