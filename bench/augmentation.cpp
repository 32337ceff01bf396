// SPDX-License-Identifier: BSL-1.0
// What does augmentation cost: images a second of one thread, bytes in and floats out, as peers/augmentation.py
// measures them of torchvision's; and which share of an epoch waits for it (needs dataset-fashion-mnist).
//
//   augmentation [images | epochs]      default: both
#include <lagom/data/augmentation.hpp>
#include <lagom/lagom.hpp>
#include <lagom/run/cores.hpp>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <string>
#include <vector>

using namespace lagom;

namespace {

/// Seconds of this process on its cores: neighbours on the machine do not count.
auto cpu_seconds() -> double
{
    timespec t{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

/// The best of five times 0.4 seconds.
template <class N>
void print_rate(char const* name, N const& node, image_shape s)
{
    auto const size = static_cast<std::size_t>(s.size());
    auto const count = std::max<std::size_t>(8, 2'000'000 / size);
    std::vector<std::uint8_t> images(count * size), row(size), scratch(size);
    random_stream draws(seed(1), draws_for::split);
    std::generate(images.begin(), images.end(), [&] {
        return static_cast<std::uint8_t>(draws.below(256));
    });
    std::vector<float> out(size);
    double best = 0;
    float sum = 0;
    for (std::uint32_t round = 0; round < 5; ++round) {
        double const from = cpu_seconds();
        double taken = 0, done = 0;
        for (std::uint32_t epoch = 0; taken < 0.4; ++epoch) {
            for (std::size_t i = 0; i < count; ++i) {
                std::copy_n(images.data() + i * size, size, row.data());
                random_stream of_image(seed(2 + round), draws_for::augmentation, epoch,
                                       static_cast<std::uint32_t>(i));
                augment(node, row.data(), scratch.data(), s, of_image);
                std::transform(row.begin(), row.end(), out.begin(), [](std::uint8_t level) {
                    return static_cast<float>(level) / 255;
                });
                sum += out[0];
            }
            done += static_cast<double>(count);
            taken = cpu_seconds() - from;
        }
        best = std::max(best, done / taken);
    }
    std::printf("%-30s %10.0f images/s%s\n", name, best, sum < 0 ? " " : "");
    std::fflush(stdout);
}

void print_rates()
{
    constexpr image_shape gray{28, 28, 1}, small{32, 32, 3}, large{224, 224, 3};
    print_rate("flip, shift 28x28x1", random_flip | random_shift(2), gray);
    print_rate("affine bilinear 28x28x1", random_affine(10, 0.1, 0.1, 5).bilinear(), gray);
    print_rate("flip, shift 32x32x3", random_flip | random_shift(4), small);
    print_rate("color_jitter 32x32x3", color_jitter(0.4, 0.4, 0.4, 0.1), small);
    print_rate("rand_augment 32x32x3", rand_augment(2, 9), small);
    print_rate("trivial_augment 32x32x3", trivial_augment, small);
    print_rate("resized_crop, flip 224x224x3", random_resized_crop(0.08) | random_flip, large);
    print_rate("rotation bilinear 224x224x3", random_rotation(10).bilinear(), large);
    print_rate("color_jitter 224x224x3", color_jitter(0.4, 0.4, 0.4, 0.1), large);
    print_rate("gaussian_blur 224x224x3", gaussian_blur(1), large);
}

/// The shortest of some epochs, in seconds.
template <class Net>
auto epoch_of(Net const& net, basic_data_set<std::uint8_t> const& data, int workers) -> double
{
    auto model = make_model(net, seed(1));
    double best = 1e9, before = 0;
    static_cast<void>(fit(model, data, cross_entropy, adam(1e-3), epochs(4), batch(64), quiet, seed(2),
                          threads(workers), on_epoch([&](epoch_record const& r) {
                              best = std::min(best, r.seconds - before);
                              before = r.seconds;
                              return true;
                          })));
    return best;
}

void print_epochs(char const* name, auto const& body, basic_data_set<std::uint8_t> const& data)
{
    constexpr auto augmentation = random_flip | random_affine(10, 0.1, 0.1, 5).bilinear() | random_erasing;
    for (int workers = 1; workers <= std::min(runners::usable_cores(), 2); ++workers) {
        double const plain = epoch_of(input<28, 28, 1> | body, data, workers);
        double const augmented = epoch_of(input<28, 28, 1> | augmentation | body, data, workers);
        std::printf("%-22s threads(%d): an epoch %.3f s, augmented %.3f s, of which %2.0f %% is waiting\n",
                    name, workers, plain, augmented, 100 * std::max(0.0, 1 - plain / augmented));
        std::fflush(stdout);
    }
}

} // namespace

auto main(int count, char** words) -> int
{
    auto const asked = std::string(count > 1 ? words[1] : "");
    if (asked != "epochs") {
        print_rates();
    }
    auto const folder = std::string("/usr/share/datasets/fashion-mnist/");
    if (asked != "images" && std::filesystem::exists(folder)) {
        auto const data = read_idx<std::uint8_t>(folder + "train-images-idx3-ubyte.gz",
                                                 folder + "train-labels-idx1-ubyte.gz");
        print_epochs("784-128-10", flatten | dense<128> | relu | dense<10>, data);
        print_epochs("784-1024-1024-10", flatten | dense<1024> | relu | dense<1024> | relu | dense<10>, data);
    }
}
