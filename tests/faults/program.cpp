// SPDX-License-Identifier: BSL-1.0
// What the scripts of this folder run and do harm to: a save, a run that is kept in a file, or work without an end.
//
//   program save FILE SEED        saves the model of a seed
//   program fit FILE              a run kept in FILE after every second step; prints a number that stands for its bits
//   program numbers               trains to targets: nothing that clang's numerical sanitizer cannot follow
//   program soak SECONDS FOLDER   trains, saves, loads and reads over and over; a line a second of what it holds
//
// What of the first two is to be harmed lies between two calls of getppid.
#include <lagom/lagom.hpp>

#include "../support.hpp"

#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <thread>

#include <unistd.h>

using namespace lagom;

namespace {

constexpr auto net = input<4, 4, 1> | random_shift(1) | random_flip | flatten | standardize | dense<12> |
    batch_norm | relu | dropout(0.3) | dense<3>;
constexpr auto objective = cross_entropy + l2(1e-3);
constexpr auto optimizer = clip_norm(1.0) | adam(cosine(2e-2, epochs(3)));
constexpr auto until = patience(2).restoring_best() || epochs(3);

using model_type = std::remove_cvref_t<decltype(make_model(net, seed(1)))>;

template <class... Options>
auto run(model_type& m, Options... options) -> fit_result
{
    return fit(m, support::blobs(48, 16, 3, 1), support::blobs(30, 16, 3, 2), objective, optimizer, until,
               batch(16), quiet, options...);
}

/// Changes with each bit of the model's numbers and of the history's losses.
auto number_of(model_type const& m, fit_result const& r) -> std::uint64_t
{
    std::uint64_t all = 0;
    auto const add = [&](auto x) {
        std::uint64_t bits = 0;
        std::memcpy(&bits, &x, sizeof x);
        all = (all ^ bits) * 0x100000001b3U;
        all ^= all >> 32;
    };
    for (auto const& path : m.paths()) {
        for (auto const x : m.parameter(path)) {
            add(x);
        }
    }
    for (auto const& epoch : r.history) {
        add(epoch.training_loss);
        add(epoch.validation_loss);
    }
    return all;
}

void save_one(std::string const& file, unsigned from)
{
    auto const m = make_model(net, seed(from));
    ::getppid();
    save(m, file);
    ::getppid();
}

void fit_one(std::string const& file)
{
    auto m = make_model(net, seed(1));
    ::getppid();
    auto const r = run(m, threads(1), checkpoint(file).every(steps(2)));
    ::getppid();
    std::cout << number_of(m, r) << '\n';
}

/// By plain steps: of a bias before a batch norm, whose gradient is 0 but for rounding, Adam takes the sign.
void train_to_targets()
{
    auto m = make_model(net, seed(1));
    auto const answers = support::rows_of<float>(48, 3);
    data_set const data(support::blobs(48, 16, 3, 1).features(), answers);
    auto const r =
        fit(m, data, data, mse + l2(1e-3), clip_norm(1.0) | sgd(1e-2), until, batch(16), quiet, threads(1));
    std::cout << r.history.back().training_loss << '\n';
}

auto resident_bytes() -> long
{
    long all = 0, resident = 0;
    std::ifstream("/proc/self/statm") >> all >> resident;
    return resident * ::sysconf(_SC_PAGESIZE);
}

auto entries_of(std::string const& folder) -> long
{
    return std::distance(std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator());
}

template <class Action>
void refused(Action action)
{
    try {
        action();
    } catch (error const&) {
        return;
    }
    throw std::logic_error("what must be refused was taken");
}

/// Everything that takes and gives back: threads, files, memory; also what ends by an error.
void soak(double seconds, std::string const& folder)
{
    auto const file = folder + "/model.safetensors", kept = folder + "/run.safetensors",
               csv = folder + "/rows.csv";
    std::ofstream(csv) << "a,b,y\n1,2,no\n3,4,yes\n5,6,no\n";
    auto const many = support::rows_of<float>(20'000, 16); // enough work for threads
    auto const start = std::chrono::steady_clock::now();
    auto const passed = [&] {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    };
    long rounds = 0;
    for (double next = 1; passed() < seconds; ++rounds) {
        auto m = make_model(net, seed(1));
        static_cast<void>(
            run(m, threads(1 + static_cast<int>(rounds % 3)), checkpoint(kept).every(steps(2))));
        std::filesystem::remove(kept);
        save(m, file);
        load(m, file);
        static_cast<void>(predict(m, many, threads(2)));
        predictor one(m);
        static_cast<void>(one(support::rows_of<float>(1, 16)));
        static_cast<void>(evaluate(m, support::blobs(30, 16, 3, 2), objective));
        static_cast<void>(read_csv(csv, label("y")));
        refused([&] {
            static_cast<void>(read_csv(csv, label("z")));
        });
        refused([&] {
            save(m, folder + "/no/model");
        });
        if (passed() >= next) {
            std::cout << rounds << ' ' << resident_bytes() << ' ' << entries_of("/proc/self/fd") << ' '
                      << entries_of("/proc/self/task") << ' ' << entries_of(folder) << std::endl;
            next += 1;
        }
    }
}

} // namespace

int main(int count, char** words)
{
    std::string const what = count > 1 ? words[1] : "";
    try {
        if (what == "save" && count == 4) {
            save_one(words[2], static_cast<unsigned>(std::stoul(words[3])));
        } else if (what == "numbers") {
            train_to_targets();
        } else if (what == "fit" && count == 3) {
            fit_one(words[2]);
        } else if (what == "soak" && count == 4) {
            soak(std::stod(words[2]), words[3]);
        } else {
            std::cerr << "usage: program save FILE SEED | fit FILE | numbers | soak SECONDS FOLDER\n";
            return 2;
        }
    } catch (std::exception const& e) {
        std::cerr << e.what() << '\n';
        return 1;
    }
    return 0;
}
