// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "../support.hpp"

#include "../../src/train/model_words.hpp"
#include "../error_of.hpp"
#include "../stderr_of.hpp"

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
constexpr auto net = input<4, 4, 1> | random_shift(1) | random_flip | flatten | standardize | dense<12> |
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
        for (std::size_t k = 0; k < x.penalties.size(); ++k) {
            CHECK(x.penalties[k].value == y.penalties[k].value);
        }
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
          "whose learning rate went from 0.01 to ");
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
    auto still = make_model(input<4, 4, 1> | random_shift(1) | flatten | standardize | dense<12> |
                                batch_norm | relu | dropout(0.3) | dense<3>,
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

namespace {

constexpr auto small = input<16> | dense<12> | batch_norm | relu | dropout(0.3) | dense<3>;

template <class Until, class... Given>
auto small_run(auto& m, Until const& rule, Given... given) -> fit_result
{
    return fit(m, train(), held_out(), cross_entropy, adam(2e-2), rule, batch(16), quiet, threads(1),
               given...);
}
auto until_epoch(long last)
{
    return on_epoch([last](epoch_record const& r) {
        return r.epoch < last;
    });
}

} // namespace

TEST_CASE("checkpoint: under a longer rule a run is what it would have been under that rule")
{
    auto const start = make_model(small, seed(1));
    auto const check = [&](auto first, auto then, std::string const& clause) {
        run_name const name;
        auto part = start, m = start, whole = start;
        static_cast<void>(small_run(part, first, checkpoint(name.path)));
        auto const r = small_run(m, then, checkpoint(name.path)), wanted = small_run(whole, then);
        check_same(r, wanted);
        CHECK(r.clause == clause);
        CHECK(support::different_numbers(m, whole) == 0);
    };
    check(patience(2) || epochs(40), patience(2) || epochs(60), "patience"); // ended by what is still there
    check(patience(2).restoring_best() || epochs(40), patience(2).restoring_best() || epochs(60), "patience");
    check(goal(accuracy, 0.9) || epochs(10), goal(accuracy, 0.9) || epochs(20), "goal");
    check(patience(2) || epochs(40), patience(9) || epochs(41), "patience");
    check(patience(30) || epochs(12), patience(30) || epochs(20), "epochs");
    check(epochs(5), epochs(7), "epochs");
    check(epochs(50) || steps(13), epochs(50) || steps(27), "steps");
}

TEST_CASE(
    "checkpoint: a rule that would have ended the run where it stands ends it, and before that is refused")
{
    auto const start = make_model(small, seed(1));
    run_name const name;
    {
        auto m = start;
        static_cast<void>(small_run(m, epochs(6), checkpoint(name.path), until_epoch(3)));
    }
    auto m = start, whole = start;
    CHECK(error_of<file_error>([&] {
              static_cast<void>(small_run(m, epochs(2), checkpoint(name.path)));
          }).find("has taken 15 steps, and until epochs(2) ends after 10: it can only go on") !=
          std::string::npos);
    CHECK(m.fits() == 0);
    auto const r = small_run(m, epochs(3), checkpoint(name.path));
    check_same(r, small_run(whole, epochs(3)));
    CHECK(support::different_numbers(m, whole) == 0);
    auto again = start;
    check_same(small_run(again, epochs(3), checkpoint(name.path)), r);
    auto refused = start;
    CHECK(error_of<file_error>([&] {
              static_cast<void>(small_run(refused, epochs(3), checkpoint(name.path), stepwise));
          }) != "");
}

TEST_CASE("checkpoint: restoring_best must agree, as the start is a candidate or is not")
{
    run_name const name;
    auto const start = make_model(small, seed(1));
    auto part = start, m = start;
    static_cast<void>(small_run(part, patience(9) || epochs(3), checkpoint(name.path)));
    CHECK(error_of<file_error>([&] {
              static_cast<void>(
                  small_run(m, patience(9).restoring_best() || epochs(3), checkpoint(name.path)));
          }).find("with another restoring_best: no there, yes here") != std::string::npos);
}

TEST_CASE("checkpoint: a stopped run goes on only from its start or from what it left behind")
{
    run_name const name;
    auto const start = make_model(small, seed(1));
    {
        auto m = start;
        static_cast<void>(small_run(m, epochs(6), checkpoint(name.path), until_epoch(2)));
    }
    auto trained = start; // something else, once
    static_cast<void>(small_run(trained, epochs(9)));
    CHECK(error_of<file_error>([&] {
              static_cast<void>(small_run(trained, epochs(6), checkpoint(name.path)));
          }).find("is of fit number 1 of its model, and this is number 2") != std::string::npos);
}

/// Fault     a run's file is refused
/// Injected  another rule, that remembers what the file does not
/// Holds     the model has not been fitted, and the right call goes on
TEST_CASE("checkpoint: a call that is refused leaves no trace in the model")
{
    run_name const name;
    auto const start = make_model(small, seed(1));
    {
        auto m = start;
        static_cast<void>(small_run(m, epochs(3), checkpoint(name.path)));
    }
    auto m = start;
    CHECK(error_of<file_error>([&] {
              static_cast<void>(small_run(m, patience(2) || epochs(9), checkpoint(name.path)));
          }) != "");
    CHECK(m.fits() == 0);
    CHECK(support::different_numbers(m, start) == 0);
    CHECK(small_run(m, epochs(3), checkpoint(name.path)).epochs == 3);
}

TEST_CASE("checkpoint: rates that a callback has set are those of validation, too, where the run goes on")
{
    auto const with = [](auto& m, long last) {
        return on_epoch([&m, last](epoch_record const& r) {
            if (r.epoch == 2) {
                m.set("batch_norm.0.eps", 0.5);
            }
            return r.epoch < last;
        });
    };
    run_name const name;
    auto const start = make_model(small, seed(1));
    auto whole = start, part = start, m = start;
    auto const wanted = small_run(whole, epochs(5), with(whole, 9));
    static_cast<void>(small_run(part, epochs(5), checkpoint(name.path), with(part, 3)));
    check_same(small_run(m, epochs(5), checkpoint(name.path), with(m, 9)), wanted);
}

/// Fault     the file of a run is a FIFO, a folder or empty
/// Injected  mkfifo, a folder, an empty file
/// Holds     refused at once
TEST_CASE("checkpoint: what is no file of a run is refused at once")
{
    run_name const name;
    auto m = make_model(small, seed(1));
    auto const said = [&] {
        return error_of<file_error>([&] {
            static_cast<void>(small_run(m, epochs(2), checkpoint(name.path)));
        });
    };
    REQUIRE(::mkfifo(name.path.c_str(), 0600) == 0);
    CHECK(said() == name.path + ": is no regular file, expected that of a run, or none");
    std::filesystem::remove(name.path);
    std::filesystem::create_directory(name.path);
    CHECK(said() == name.path + ": is no regular file, expected that of a run, or none");
    std::filesystem::remove(name.path);
    write_durably(name.path, "");
    CHECK(said() == name.path + ": is empty, expected the file of a run, or none: remove it to begin anew");
    CHECK(error_of<argument_error>([] {
              static_cast<void>(checkpoint(""));
          }) == "checkpoint: the file has no name");
}

/// Fault     a run's file may not be written any more
/// Injected  chmod, before the run goes on
/// Holds     refused before the next step; the model is as it was
TEST_CASE("checkpoint: a run that can be kept no more does not go on")
{
    run_name const name;
    auto const start = make_model(small, seed(1));
    {
        auto m = start;
        static_cast<void>(small_run(m, epochs(6), checkpoint(name.path), until_epoch(2)));
    }
    ::chmod(name.path.c_str(), 0400);
    auto m = start;
    CHECK(error_of<file_error>([&] {
              static_cast<void>(small_run(m, epochs(6), checkpoint(name.path)));
          }).starts_with(name.path + ": is read-only, cannot replace"));
    CHECK(m.fits() == 0);
    CHECK(support::different_numbers(m, start) == 0);
    ::chmod(name.path.c_str(), 0600);
    CHECK(small_run(m, epochs(6), checkpoint(name.path)).epochs == 6);
}

TEST_CASE("checkpoint: the seconds of all parts add up, and a stored result has those of the run")
{
    run_name const name;
    auto const slow = [](long last) {
        return on_epoch([last](epoch_record const& r) {
            ::usleep(20000);
            return r.epoch < last;
        });
    };
    auto const start = make_model(small, seed(1));
    auto part = start, m = start, again = start;
    auto const first = small_run(part, epochs(99) || steps(28), checkpoint(name.path), slow(3));
    auto const whole = small_run(m, epochs(99) || steps(28), checkpoint(name.path), slow(99));
    CHECK(first.seconds > 0.06);
    CHECK(whole.seconds > first.seconds + 0.06);
    CHECK(small_run(again, epochs(99) || steps(28), checkpoint(name.path)).seconds == whole.seconds);
}

TEST_CASE("checkpoint: a run is kept by time, too")
{
    run_name const name;
    auto m = make_model(small, seed(1));
    std::string first;
    long written = 0;
    static_cast<void>(small_run(m, epochs(6), checkpoint(name.path).every(seconds(0.01)),
                                on_epoch([&](epoch_record const&) {
                                    auto const now = writes_of(name.path);
                                    written += now != first ? 1 : 0;
                                    first = now;
                                    ::usleep(20000);
                                })));
    CHECK(written >= 4);
    CHECK(checkpoint("x").seconds == 300);
    CHECK(checkpoint("x").every(minutes(2)).seconds == 120);
}

/// Fault     SIGINT, SIGTERM, SIGHUP in a run that is kept
/// Injected  raised after a step, in a child
/// Holds     the run goes on with the bits of one that was never stopped
TEST_CASE("checkpoint: a run that a signal ended goes on")
{
    for (int const signal : {SIGINT, SIGTERM, SIGHUP}) {
        CAPTURE(signal);
        run_name const name;
        auto const start = make_model(small, seed(1));
        auto whole = start, m = start;
        auto const wanted = small_run(whole, epochs(5));
        auto const child = ::fork();
        if (child == 0) {
            std::signal(signal, SIG_DFL);
            auto part = start;
            auto const r = small_run(part, epochs(5), checkpoint(name.path).every(steps(1)),
                                     on_epoch([signal](epoch_record const& e) {
                                         if (e.epoch == 2) {
                                             std::raise(signal); // noticed after the next step
                                         }
                                     }));
            ::_exit(r.clause == "interrupted" && r.steps == 11 ? 0 : 1);
        }
        int status = 0;
        ::waitpid(child, &status, 0);
        CHECK(status == 0);
        check_same(small_run(m, epochs(5), checkpoint(name.path)), wanted);
        CHECK(support::different_numbers(m, whole) == 0);
    }
}

TEST_CASE("checkpoint: on another instruction set a run goes on, and says that bits differ")
{
    run_name const name;
    auto const start = make_model(small, seed(1));
    {
        auto m = start;
        static_cast<void>(small_run(m, epochs(4), checkpoint(name.path), until_epoch(2)));
    }
    auto file = read_safetensors(name.path);
    file.metadata["machine"] = "64-bit registers";
    file.metadata.erase("digest");
    write_safetensors(name.path, file);
    auto m = start;
    CHECK(error_of<file_error>([&] {
              static_cast<void>(small_run(m, epochs(4), checkpoint(name.path)));
          }).find("has no digest of what it holds, as the file of a run has") != std::string::npos);
    model_words::seal(file);
    write_safetensors(name.path, file);
    auto const said = support::stderr_of([&] {
        static_cast<void>(fit(m, train(), held_out(), cross_entropy, adam(2e-2), epochs(4), batch(16),
                              threads(1), checkpoint(name.path)));
    });
    CHECK(said.find("it was written with 64-bit registers, and bits will differ") != std::string::npos);
    CHECK(m.fits() == 1);
}
