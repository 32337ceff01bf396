// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "../support.hpp"

#include "../error_of.hpp"

#include <lagom/data/durable.hpp>

#include <csignal>
#include <cstring>
#include <filesystem>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace lagom;
using support::error_of;

namespace {

// What has a memory: running statistics, moments, a rule that waits; and what is drawn: shuffles, masks, images.
constexpr auto net = input<4, 4> | random_shift(1) | random_flip | flatten | standardize | dense<12> |
    batch_norm | relu | dropout(0.3) | dense<3>;
constexpr auto objective = cross_entropy + l2(1e-3) + l1(1e-4).on(first<1> && kernel);
constexpr auto optimizer = clip_norm(1.0) | adam(cosine(2e-2, steps(400))) | max_norm(3.0);

auto train() -> data_set { return support::blobs(70, 16, 3, 1); }
auto held_out() -> data_set { return support::blobs(40, 16, 3, 2); }

auto const until = patience(8).restoring_best() || epochs(25);

/// A file's name that is free, and is again when its owner ends.
struct run_name {
    std::string path;
    run_name()
    {
        static int count = 0;
        path = "resume_" + std::to_string(::getpid()) + "_" + std::to_string(count++) + ".safetensors";
        std::filesystem::remove(path);
    }
    ~run_name() { std::filesystem::remove(path); }
    run_name(run_name const&) = delete;
    auto operator=(run_name const&) -> run_name& = delete;
};

using model_type = std::remove_cvref_t<decltype(make_model(net, seed(1)))>;

/// The run of these tests; what is given more comes last.
template <class Until, class... Given>
auto run(model_type& m, Until const& rule, Given... given) -> fit_result
{
    return fit(m, train(), held_out(), objective, optimizer, rule, batch(16), quiet, given...);
}

/// When a file was written last, as a text; it is another file then.
auto writes_of(std::string const& path) -> std::string
{
    struct stat now = {};
    return ::stat(path.c_str(), &now) != 0
        ? ""
        : std::to_string(now.st_ino) + " " + std::to_string(now.st_mtim.tv_nsec);
}

void check_same(fit_result const& a, fit_result const& b)
{
    CHECK(a.clause == b.clause);
    CHECK(a.description == b.description);
    CHECK(a.epochs == b.epochs);
    CHECK(a.steps == b.steps);
    CHECK(a.best_epoch == b.best_epoch);
    CHECK(a.returned_epoch == b.returned_epoch);
    REQUIRE(a.history.size() == b.history.size());
    for (std::size_t i = 0; i < a.history.size(); ++i) {
        auto const &x = a.history[i], &y = b.history[i];
        CHECK(x.epoch == y.epoch);
        CHECK(x.steps == y.steps);
        CHECK(x.rate == y.rate);
        CHECK(x.training_loss == y.training_loss);
        CHECK(x.training_accuracy == y.training_accuracy);
        CHECK(x.validation_loss == y.validation_loss);
        CHECK(x.validation_macro_f1 == y.validation_macro_f1);
        REQUIRE(x.penalties.size() == y.penalties.size());
        CHECK(x.penalties[0].value == y.penalties[0].value);
    }
}

} // namespace

/// Fault     SIGKILL at 20 random places of a run
/// Injected  kill, from outside
/// Holds     gone on with, it ends with the bits of a run that was never stopped, whatever the number of
///           threads
TEST_CASE(
    "checkpoint: a run that is killed anywhere goes on, and ends with the bits of one that never stopped")
{
    auto whole = make_model(net, seed(1));
    auto const wanted = run(whole, until, threads(1));
    REQUIRE(wanted.epochs > 10);
    run_name const name;
    auto const kept = checkpoint(name.path).every(steps(1));
    random_stream draws(seed(11), draws_for::split);
    int gone_on = 0;
    for (int kill = 0; kill < 20; ++kill) {
        auto const before = writes_of(name.path);
        auto const child = ::fork();
        if (child == 0) { // a step and its file take a few thousandths of a second here
            auto m = make_model(net, seed(1));
            static_cast<void>(run(m, until, threads(1), kept));
            ::_exit(0);
        }
        while (writes_of(name.path) == before && ::waitpid(child, nullptr, WNOHANG) == 0) {
            ::usleep(200); // until it has written once
        }
        ::usleep(draws.below(15000));
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        gone_on += writes_of(name.path) == before ? 0 : 1;
    }
    CHECK(gone_on > 1);
    auto m = make_model(net, seed(1));
    auto const r = run(m, until, threads(2), kept); // threads need not be the same
    check_same(r, wanted);
    CHECK(support::different_numbers(m, whole) == 0);
    CHECK(m.fits() == 1);
}

TEST_CASE("checkpoint: a run goes on from whatever step a clause ended it at, under every policy")
{
    auto const check = [](auto policy, std::initializer_list<long> stops) {
        auto whole = make_model(net, seed(1));
        auto const wanted = run(whole, until, policy);
        run_name const name;
        for (long const stop : stops) {
            auto part = make_model(net, seed(1));
            auto const r = run(part, until || steps(stop), policy, checkpoint(name.path));
            CHECK(r.steps == stop);
        }
        auto m = make_model(net, seed(1));
        // The same clauses, the last of which never holds.
        auto const r = run(m, until || steps(100'000), policy, checkpoint(name.path));
        check_same(r, wanted);
        CHECK(support::different_numbers(m, whole) == 0);
    };
    check(fused, {1, 2, 5, 6, 10, 13});
    check(stepwise, {3});
    check(unfused, {4, 5});
}

TEST_CASE("checkpoint: on_epoch that returns false stops a run and does not finish it")
{
    auto whole = make_model(net, seed(1));
    auto const wanted = run(whole, until);
    run_name const name;
    long calls = 0;
    auto part = make_model(net, seed(1));
    auto const stopped = run(part, until, checkpoint(name.path), on_epoch([&](epoch_record const& r) {
                                 ++calls;
                                 return r.epoch < 3;
                             }));
    CHECK(stopped.clause == "on_epoch");
    auto const first = part;
    auto const r = run(part, until, checkpoint(name.path)); // in one process: the model has been fitted once
    check_same(r, wanted);
    CHECK(support::different_numbers(part, whole) == 0);
    CHECK(calls == 3);
}

TEST_CASE("checkpoint: a finished run gives its result at once, and counts as a fit")
{
    run_name const name;
    auto m = make_model(net, seed(1));
    auto const r = run(m, until, checkpoint(name.path));
    auto again = make_model(net, seed(1));
    auto const stored = run(again, until, checkpoint(name.path), on_epoch([](epoch_record const&) {
                                FAIL("no epoch is run");
                            }));
    check_same(stored, r);
    CHECK(support::different_numbers(again, m) == 0);
    CHECK(again.fits() == 1);
    CHECK(again.is_standardized());
    CHECK(evaluate(again, held_out(), objective).loss() == evaluate(m, held_out(), objective).loss());
    CHECK(stored.seconds > r.seconds * 0.5);
}

TEST_CASE("checkpoint: a divergence is the end, with whatever until")
{
    constexpr auto line = input<16> | dense<3>;
    auto const go = [](auto& m, long n, std::string const& path) {
        return fit(m, train(), cross_entropy, sgd(1e38), epochs(n), quiet, checkpoint(path));
    };
    run_name const name;
    auto m = make_model(line, seed(1)), again = m;
    auto const r = go(m, 3, name.path);
    CHECK(r.clause == "divergence");
    auto const stored = go(again, 30, name.path);
    CHECK(stored.clause == "divergence");
    CHECK(stored.description == r.description);
}

/// Fault     a run's file of another network, objective, optimizer, seed or data
/// Injected  a second call that differs
/// Holds     refused in a sentence that says what differs
TEST_CASE("checkpoint: a file of another run is refused in a sentence that says what differs")
{
    constexpr auto line = input<16> | dense<3>;
    run_name const name;
    auto const file = checkpoint(name.path);
    auto const start = make_model(line, seed(1));
    {
        auto m = start;
        static_cast<void>(
            fit(m, train(), cross_entropy, adam(cosine(1e-2)), epochs(2), batch(16), quiet, file));
    }
    auto const said = [&](auto m, auto const&... given) {
        auto const before = m;
        auto const text = error_of<file_error>([&] {
            static_cast<void>(fit(m, given..., quiet, file));
        });
        CHECK(support::different_numbers(m, before) == 0);
        CHECK(text.starts_with(name.path + ": is of a run "));
        return text.substr(std::min(text.size(), name.path.size() + 2));
    };
    auto const rate = adam(cosine(1e-2));
    auto const holds = [](std::string const& text, std::string const& part) {
        CHECK(text.find(part) != std::string::npos);
    };
    holds(said(make_model(input<16> | dense<4> | dense<3>, seed(1)), train(), cross_entropy, rate, epochs(2),
               batch(16)),
          "with another network: dense.0.kernel [16, 3], dense.0.bias [3]");
    holds(said(start, train(), cross_entropy + l2(0.1), rate, epochs(2), batch(16)),
          "with another objective: cross_entropy there, cross_entropy + l2(0.1) here");
    holds(said(start, train(), cross_entropy, sgd(cosine(1e-2)), epochs(2), batch(16)),
          "with another optimizer: adam(");
    holds(said(start, train(), cross_entropy, adam(cosine(2e-2)), epochs(2), batch(16)),
          "with another optimizer: adam(");
    holds(said(start, held_out(), cross_entropy, rate, epochs(2), batch(16)),
          "with another training data: 70 examples of 16 features");
    holds(said(start, train(), cross_entropy, rate, epochs(2), batch(17)),
          "with another batch: 16 there, 17 here");
    holds(said(start, train(), cross_entropy, rate, epochs(2), batch(16), stepwise),
          "with another policy: fused there, stepwise here");
    holds(said(start, train(), cross_entropy, rate, epochs(2), batch(16), seed(3)),
          "with another seed: none there, 3 here");
    {
        run_name const given;
        auto m = start, again = start;
        static_cast<void>(fit(m, train(), cross_entropy, sgd(0.1), epochs(4), batch(16), quiet, seed(3),
                              checkpoint(given.path)));
        auto const run_again = [&](auto... more) {
            return error_of<file_error>([&] {
                static_cast<void>(fit(again, train(), cross_entropy, sgd(0.1), more..., batch(16), quiet,
                                      checkpoint(given.path)));
            });
        };
        holds(run_again(epochs(4)), "with another seed: 3 there, none here");
        holds(run_again(epochs(2), seed(3)), "has taken 20 steps, and until epochs(2) ends after 10");
        again.set_parameter("dense.0.bias", xt::xarray<float>{1, 2, 3});
        holds(run_again(epochs(4), seed(3)), "started from other weights or state than the model has now");
        holds(error_of<file_error>([&] {
                  static_cast<void>(fit(m, train(), cross_entropy, sgd(0.1), epochs(4), batch(16), quiet,
                                        seed(3), checkpoint(given.path)));
              }),
              "is of fit number 1 of its model, and this is number 2; give `checkpoint` a file for each fit");
    }
    holds(said(make_model(line, seed(2)), train(), cross_entropy, rate, epochs(2), batch(16)),
          "whose model was made with seed(1), and this one with seed(2)");
    holds(
        said(start, train(), cross_entropy, rate, epochs(3), batch(16)),
        "of 10 steps, over which its schedule was spread, and this one has 15: it cannot go on with another "
        "length");
    auto const other_rule = error_of<file_error>([&] {
        auto m = start;
        run_name const plain;
        static_cast<void>(
            fit(m, train(), train(), cross_entropy, sgd(0.1), epochs(1), quiet, checkpoint(plain.path)));
        auto again = start;
        static_cast<void>(fit(again, train(), train(), cross_entropy, sgd(0.1), patience(3) || epochs(9),
                              quiet, checkpoint(plain.path)));
    });
    holds(other_rule,
          "nothing is remembered as 'until.left.patience.data_loss.best'; it is of a run until epochs(1), "
          "and this "
          "one is until patience(3) || epochs(9)");
}

/// Fault     a run cannot be kept where it is asked to be
/// Injected  a folder that is not there
/// Holds     refused before the first step; the model is as it was
TEST_CASE("checkpoint: where nothing can be written, a run does not start")
{
    auto m = make_model(net, seed(1));
    auto const before = m;
    CHECK(error_of<file_error>([&] {
              static_cast<void>(run(m, until, checkpoint("no_such_folder/run.safetensors")));
          }).starts_with("no_such_folder/run.safetensors: "));
    CHECK(support::different_numbers(m, before) == 0);
    CHECK(!m.is_standardized());
    CHECK(m.class_names().empty());
}

TEST_CASE("restoring_best: the weights that a fit starts from are a candidate")
{
    auto m = make_model(input<16> | dense<12> | relu | dense<3>, seed(1));
    static_cast<void>(fit(m, train(), cross_entropy, adam(2e-2), epochs(20), batch(16), quiet));
    auto const before = m;
    // Labels that are all wrong only spoil what has been learnt.
    auto wrong = train().labels();
    for (auto& label : wrong) {
        label = (label + 1) % 3;
    }
    data_set const spoiling(train().features(), wrong, train().class_names());
    auto const r = fit(m, spoiling, train(), cross_entropy, sgd(0.1),
                       patience(2).restoring_best() || epochs(5), batch(16), quiet);
    CHECK(r.best_epoch == 0);
    CHECK(r.returned_epoch == 0);
    CHECK(r.history[0].epoch == 1);
    CHECK(support::different_numbers(m, before) == 0);
    CHECK(r.epochs >= 2); // patience counts from the first epoch
}

/// Fault     a run's file with a flipped bit, of another rate or augmentation
/// Injected  a bit of every 97th byte; a second call that differs
/// Holds     refused; the model is as it was
TEST_CASE("checkpoint: another rate or augmentation is refused, and any flipped bit")
{
    run_name const name;
    auto m = make_model(net, seed(1));
    static_cast<void>(run(m, until || steps(7), checkpoint(name.path)));
    auto other = make_model(net, seed(1));
    other.set("dropout.0.rate", 0.6);
    CHECK(error_of<file_error>([&] {
              run(other, until || steps(9), checkpoint(name.path));
          }).find("whose dropout.0.rate was 0.3 at first, and here it is 0.6") != std::string::npos);
    auto still = make_model(input<4, 4> | random_shift(1) | flatten | standardize | dense<12> | batch_norm |
                                relu | dropout(0.3) | dense<3>,
                            seed(1));
    CHECK(error_of<file_error>([&] {
              static_cast<void>(fit(still, train(), held_out(), objective, optimizer, until || steps(9),
                                    batch(16), quiet, checkpoint(name.path)));
          }).find("with another augmentation: random_shift, random_flip there, random_shift here") !=
          std::string::npos);
    auto const whole = read_whole(name.path);
    for (std::size_t at = 0; at < whole.size(); at += 97) {
        auto broken = whole;
        broken[at] = static_cast<char>(broken[at] ^ 0x10);
        write_durably(name.path, broken);
        auto fresh = make_model(net, seed(1));
        auto const before = fresh;
        CHECK(error_of<file_error>([&] {
                  run(fresh, until || steps(9), checkpoint(name.path));
              }) != "");
        CHECK(support::different_numbers(fresh, before) == 0);
    }
}
