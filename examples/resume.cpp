// SPDX-License-Identifier: BSL-1.0
// A run that is killed, three times, and goes on each time with the same call: the model that comes out has the bits
// of one whose run was never stopped.
#include <lagom/lagom.hpp>

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <sys/wait.h>
#include <unistd.h>

using namespace lagom;

namespace {

constexpr auto net = input<64> | standardize | dense<64> | batch_norm | relu | dropout(0.3) | dense<10>;
constexpr auto objective = cross_entropy + l2(1e-4);
constexpr auto optimizer = clip_norm(1.0) | adam(cosine(3e-3, epochs(30)));
constexpr auto until = patience(10).restoring_best() || epochs(30);

template <class... Options>
auto train(auto& model, Options... options) -> fit_result
{
    auto const [learnt, held_out] =
        split(read_csv("examples/data/digits.csv", label("label")), {0.8, 0.2}, seed(1));
    return fit(model, learnt, held_out, objective, optimizer, until, batch(64), quiet, options...);
}

/// What a process prints of itself goes out before it is killed or ends.
void say(std::string const& line) { std::cout << line << '\n' << std::flush; }

} // namespace

int main()
{
    std::string const file = "resume_example.safetensors";
    std::filesystem::remove(file);
    auto whole = make_model(net, seed(1));
    auto const never_stopped = train(whole);
    say("never stopped: " + std::to_string(never_stopped.steps) + " steps");

    for (int kill = 1; kill <= 3; ++kill) {
        auto const child = fork();
        if (child == 0) {
            auto model = make_model(net, seed(1));
            static_cast<void>(train(model, checkpoint(file).every(steps(10)), threads(1)));
            _exit(0);
        }
        usleep(60'000);
        ::kill(child, SIGKILL);
        waitpid(child, nullptr, 0);
        say("killed, " + std::to_string(kill) + (kill == 1 ? " time" : " times"));
    }

    auto model = make_model(net, seed(1));
    auto const went_on =
        train(model, checkpoint(file).every(minutes(5)), on_epoch([&](epoch_record const& r) {
                  static bool first = true;
                  if (first) {
                      say("goes on in epoch " + std::to_string(r.epoch));
                      first = false;
                  }
              }));
    std::filesystem::remove(file);
    bool same = went_on.steps == never_stopped.steps;
    for (auto const& path : model.paths()) {
        same = same && model.parameter(path) == whole.parameter(path);
    }
    say(same ? "the same model, bit for bit" : "another model");
    return same ? 0 : 1;
}
