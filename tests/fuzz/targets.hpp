// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/data/npy.hpp>
#include <lagom/data/safetensors.hpp>
#include <lagom/lagom.hpp>

#include <cmath>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>

#include <sys/mman.h>
#include <unistd.h>

/// What must hold of any bytes that are read: they are taken and make sense, or are refused by an error of lagom's. Any
/// other exception, or a crash, is a fault.
namespace fuzz {

using namespace lagom;

inline void require(bool holds, char const* what)
{
    if (!holds) {
        throw std::logic_error(what);
    }
}

/// A file in memory that holds these bytes until the next call.
inline auto file_of(std::string_view bytes) -> std::string
{
    static int const file = ::memfd_create("input", MFD_CLOEXEC);
    require(::ftruncate(file, 0) == 0 &&
                ::pwrite(file, bytes.data(), bytes.size(), 0) == static_cast<::ssize_t>(bytes.size()),
            "no file in memory");
    return "/proc/self/fd/" + std::to_string(file);
}

template <class F>
void may_be_refused(F f)
{
    try {
        f();
    } catch (file_error const&) {
    } catch (data_error const&) {
    } catch (argument_error const&) {
    }
}

template <class Numbers>
void require_finite_numbers(Numbers const& numbers)
{
    for (auto const x : numbers) {
        require(std::isfinite(x), "a number that was read is not finite");
    }
}

/// The first byte chooses how the rest is read.
inline void csv(std::string_view bytes)
{
    if (bytes.empty()) {
        return;
    }
    auto const path = file_of(bytes.substr(1));
    may_be_refused([&] {
        switch (static_cast<unsigned char>(bytes.front()) % 8) {
        case 0:
            return require_finite_numbers(read_csv(path).features());
        case 1:
            return require_finite_numbers(read_csv(path, label("y")).features());
        case 2:
            return require_finite_numbers(read_csv(path, target("y"), missing::mean).targets());
        case 3:
            return require_finite_numbers(read_csv(path, label("y"), missing::skip_row).features());
        case 4:
            return require_finite_numbers(
                read_csv<double>(path, target("y"), target("b"), missing::skip_row).targets());
        case 5: {
            auto const first = read_csv(path, label("y"), missing::mean);
            auto const again = read_csv(path, label("y"), classes_of(first), missing::mean);
            return require(first.labels() == again.labels(), "the same labels are read otherwise");
        }
        case 6:
            return require_finite_numbers(read_csv(path, no_header, missing::mean).features());
        default:
            return require_finite_numbers(read_csv<double>(path, missing::mean).features());
        }
    });
}

inline void npy(std::string_view bytes)
{
    auto const path = file_of(bytes);
    auto const reads = [&]<class T>(T) {
        may_be_refused([&] {
            read_npy<T>(path);
        });
    };
    reads(float());
    reads(double());
    reads(std::uint8_t());
    reads(std::int32_t());
    reads(std::uint32_t());
    reads(std::int64_t());
}

inline void idx(std::string_view bytes)
{
    auto const path = file_of(bytes);
    may_be_refused([&] {
        read_idx<float>(path);
    });
    may_be_refused([&] {
        read_idx<double>(path);
    });
    may_be_refused([&] {
        read_idx<float>(path, path);
    });
}

/// A picture, alone in a folder, and the same bytes as those of CIFAR.
inline void image(std::string_view bytes)
{
    static auto const folder =
        (std::filesystem::temp_directory_path() / "lagom_fuzz_").string() + std::to_string(::getpid());
    std::filesystem::create_directories(folder);
    auto const link = folder + "/picture", path = file_of(bytes);
    std::filesystem::remove(link);
    std::filesystem::create_symlink("/proc/" + std::to_string(::getpid()) + path.substr(10), link);
    may_be_refused([&] {
        require_finite_numbers(read_images(folder, no_labels, over_white).features());
    });
    may_be_refused([&] {
        read_images<double>(folder, no_labels, as_gray);
    });
    may_be_refused([&] {
        read_cifar10(path);
    });
    std::filesystem::remove_all(folder);
}

inline constexpr auto net = input<3> | standardize | dense<4> | batch_norm | relu | dropout(0.25) |
    dense<2>; // as in tests/train/files

inline void model(std::string_view bytes)
{
    auto const path = file_of(bytes);
    static auto m = make_model(net, seed(1));
    may_be_refused([&] {
        load(m, path);
        m.require_ready("load");
    });
    may_be_refused([&] {
        load(m, path, partial);
        require_finite_numbers(m.parameter("dense.0.kernel"));
    });
    may_be_refused([&] {
        auto const first = read_safetensors(path);
        auto const copy =
            (std::filesystem::temp_directory_path() / "lagom_fuzz").string() + std::to_string(::getpid());
        write_safetensors(copy, first);
        auto const again = read_safetensors(copy);
        std::filesystem::remove(copy);
        require(first.metadata == again.metadata && first.tensors.size() == again.tensors.size(),
                "what was written is read otherwise");
    });
}

/// A fit that is kept in a file, which is there.
inline void go_on(std::string const& path)
{
    static data_set const data = [] {
        auto x = xt::xtensor<float, 2>::from_shape({6, 3});
        for (std::size_t i = 0; i < x.size(); ++i) {
            x.data()[i] = static_cast<float>(i % 5);
        }
        return data_set(x, std::vector<int>{0, 1, 0, 1, 0, 1});
    }();
    auto m = make_model(net, seed(1));
    static_cast<void>(fit(m, data, data, cross_entropy, adam(1e-2), patience(2).restoring_best() || epochs(2),
                          batch(3), quiet, threads(1), checkpoint(path)));
    m.require_ready("fit");
}
inline void run(std::string_view bytes)
{
    auto const path = file_of(bytes);
    may_be_refused([&] {
        go_on(path);
    });
}

/// A target by the name of its folder in the corpus.
inline auto target_of(std::string_view name) -> void (*)(std::string_view)
{
    return name == "csv"  ? csv
        : name == "npy"   ? npy
        : name == "idx"   ? idx
        : name == "image" ? image
        : name == "model" ? model
        : name == "run"   ? run
                          : nullptr;
}

} // namespace fuzz
