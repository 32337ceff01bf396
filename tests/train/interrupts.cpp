// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "../support.hpp"

#include "../error_of.hpp"

#include <csignal>
#include <fcntl.h>
#include <functional>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace lagom;

namespace {

constexpr auto net = input<4> | dense<8> | relu | dense<2>;

auto data() -> data_set { return support::blobs(40, 4, 2, 1); }

/// What a child process answers that does this: signals and limits are its own. -1 if it died of a signal.
auto in_a_child(std::function<int()> const& action) -> int
{
    auto const child = ::fork();
    if (child == 0) {
        for (int const signal : {SIGINT, SIGTERM, SIGHUP}) {
            std::signal(signal, SIG_DFL); // a test program has handlers of its own
        }
        ::_exit(action());
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

template <class... Given>
auto run(long n, Given... given) -> fit_result
{
    auto m = make_model(net, seed(1));
    return fit(m, data(), cross_entropy, sgd(0.1), epochs(n), threads(1), given...);
}

/// Raises a signal in the epoch of this number.
auto raising(int signal, long epoch)
{
    return on_epoch([=](epoch_record const& r) {
        if (r.epoch == epoch) {
            ::raise(signal);
        }
    });
}

int volatile own_calls = 0;
extern "C" void own_handler(int) { own_calls = own_calls + 1; }

auto handler_of(int signal)
{
    struct sigaction now = {};
    sigaction(signal, nullptr, &now);
    return now.sa_handler;
}

} // namespace

/// Fault     SIGINT
/// Injected  raised within a fit
/// Holds     it ends one fit of a loop with the best weights
TEST_CASE("signals: Ctrl-C ends one fit of a loop, and interrupted() ends the loop")
{
    CHECK(in_a_child([] {
              auto const first = run(9, quiet, raising(SIGINT, 2));
              bool const asked = interrupted();
              auto const second = run(9, quiet);
              return first.clause == "interrupted" && first.epochs == 3 && asked && second.epochs == 9 &&
                      !interrupted() && handler_of(SIGINT) == SIG_DFL
                  ? 0
                  : 1;
          }) == 0);
}

/// Fault     SIGTERM, SIGHUP
/// Injected  raised within a fit
/// Holds     this fit and those that follow end at once, with a model
TEST_CASE("signals: after SIGTERM or SIGHUP this fit and those that follow return at once")
{
    for (int const signal : {SIGTERM, SIGHUP}) {
        CHECK(in_a_child([=] {
                  auto const first = run(9, quiet, raising(signal, 2)), second = run(9, quiet);
                  return first.clause == "interrupted" && first.epochs == 3 &&
                          second.clause == "interrupted" && second.steps == 0 && second.history.size() == 0 &&
                          interrupted() && handler_of(signal) == SIG_DFL
                      ? 0
                      : 1;
              }) == 0);
    }
}

/// Fault     handlers of the program's own
/// Injected  set before a fit
/// Holds     called, and put back
TEST_CASE("signals: what the program ignores stays ignored, and its own handler is called and put back")
{
    CHECK(in_a_child([] {
              std::signal(SIGINT, SIG_IGN);
              return run(4, quiet, raising(SIGINT, 1)).epochs == 4 && handler_of(SIGINT) == SIG_IGN ? 0 : 1;
          }) == 0);
    CHECK(in_a_child([] {
              std::signal(SIGINT, own_handler);
              auto const r = run(9, quiet, raising(SIGINT, 1));
              return r.epochs == 2 && own_calls == 1 && handler_of(SIGINT) == own_handler ? 0 : 1;
          }) == 0);
}

/// Fault     SIGTERM while a handler of SIGINT runs
/// Injected  raised by that handler
/// Holds     both are noted
TEST_CASE("signals: one that comes while the program handles another is noted, too")
{
    CHECK(in_a_child([] {
              std::signal(SIGINT, [](int) {
                  std::raise(SIGTERM);
              });
              auto const first = run(9, quiet, raising(SIGINT, 2)), second = run(9, quiet);
              return first.epochs == 3 && second.steps == 0 && interrupted() ? 0 : 1;
          }) == 0);
}

/// Fault     a handler that takes our place within a fit and calls us
/// Injected  sigaction in a callback
/// Holds     each is called once; between fits a signal does what it did before
TEST_CASE("signals: a handler that was put in ours' place within a fit, and calls it, is called once")
{
    static struct sigaction ours;
    static int calls = 0;
    auto const take_our_place = on_epoch([](epoch_record const& r) {
        if (r.epoch == 1) {
            struct sigaction action = {};
            action.sa_flags = SA_SIGINFO;
            action.sa_sigaction = [](int number, siginfo_t* info, void* context) {
                ++calls;
                ours.sa_sigaction(number, info, context);
            };
            sigaction(SIGINT, &action, &ours);
        }
    });
    CHECK(in_a_child([&] {
              static_cast<void>(run(2, quiet, take_our_place));
              return run(9, quiet, raising(SIGINT, 2)).epochs == 3 && calls == 1 ? 0 : 1;
          }) == 0);
    CHECK(in_a_child([&] { // ends the child by SIGINT, as without any handler
              static_cast<void>(run(2, quiet, take_our_place));
              std::raise(SIGINT);
              return 0;
          }) != 0);
}

/// Fault     fits within fits and beside each other
/// Injected  from a callback, from threads
/// Holds     no handler is left behind
TEST_CASE("signals: fits within fits and beside each other leave no handler behind")
{
    CHECK(in_a_child([] {
              auto const outer = run(3, quiet, on_epoch([](epoch_record const&) {
                                         static_cast<void>(run(1, quiet));
                                     }));
              return outer.epochs == 3 && handler_of(SIGINT) == SIG_DFL ? 0 : 1;
          }) == 0);
    CHECK(in_a_child([] {
              std::jthread a([] {
                  static_cast<void>(run(40, quiet));
              }),
                  b([] {
                      static_cast<void>(run(90, quiet));
                  });
              a.join();
              b.join();
              return handler_of(SIGINT) == SIG_DFL && handler_of(SIGTERM) == SIG_DFL ? 0 : 1;
          }) == 0);
    CHECK(in_a_child([] { // Ctrl-C ends the outer one, too
              auto const outer =
                  run(9, quiet, on_epoch([](epoch_record const& r) {
                          static_cast<void>(r.epoch == 2 ? run(9, quiet, raising(SIGINT, 1)) : fit_result());
                      }));
              return outer.clause == "interrupted" && outer.epochs == 3 ? 0 : 1;
          }) == 0);
}

/// Fault     stdout closed (`\| head`), and a callback that prints
/// Injected  a pipe without a reader
/// Holds     training goes on; after it a broken pipe is what it was
TEST_CASE("signals: nobody reading what a callback prints does not end training")
{
    CHECK(in_a_child([] {
              int ends[2];
              if (::pipe(ends) != 0) {
                  return 2;
              }
              ::close(ends[0]);
              bool failed = false;
              auto const r = run(5, quiet, on_epoch([&](epoch_record const&) {
                                     failed = ::write(ends[1], "x", 1) < 0;
                                 }));
              return failed && r.epochs == 5 && handler_of(SIGPIPE) == SIG_DFL ? 0 : 1;
          }) == 0);
}

/// Fault     stderr closed
/// Injected  a pipe without a reader
/// Holds     training goes on
TEST_CASE("signals: nobody reading stderr does not end training")
{
    CHECK(in_a_child([] {
              int ends[2];
              if (::pipe(ends) != 0) {
                  return 2;
              }
              ::dup2(ends[1], STDERR_FILENO);
              ::close(ends[0]);
              ::close(ends[1]);
              return run(5).epochs == 5 ? 0 : 1;
          }) == 0);
    CHECK(in_a_child([] {
              ::close(STDERR_FILENO);
              return run(5).epochs == 5 ? 0 : 1;
          }) == 0);
}

/// Fault     `ulimit -f`
/// Injected  setrlimit
/// Holds     a NaN is not traced, which is said; a save is an error
TEST_CASE("signals: files that may not grow cost the trace of a NaN, and a save is an error")
{
    CHECK(in_a_child([] {
              rlimit const none{0, 0};
              ::setrlimit(RLIMIT_FSIZE, &none);
              auto const r = run(3, quiet);
              auto m = make_model(net, seed(1));
              auto const said = support::error_of<file_error>([&] {
                  save(m, "not_written.safetensors");
              });
              auto broken = make_model(net, seed(1));
              auto const lost = fit(broken, data(), cross_entropy, sgd(1e38), epochs(3), quiet, threads(1));
              return r.epochs == 3 && said.starts_with("not_written.safetensors: cannot write") &&
                      ::access("not_written.safetensors", F_OK) != 0 && lost.clause == "divergence"
                  ? 0
                  : 1;
          }) == 0);
}

/// Fault     a fit that throws before its first step
/// Injected  a run's file that cannot be written
/// Holds     the model is as it was
TEST_CASE("a fit that throws before its first step leaves the model as it was")
{
    constexpr auto scaled = input<4> | standardize | dense<2>;
    auto m = make_model(scaled, seed(1));
    auto const before = m;
    auto named = data_set(data().features(), data().labels(), {"no", "yes"});
    named.name_columns({"a", "b", "c", "d"});
    CHECK(support::error_of<file_error>([&] {
              static_cast<void>(
                  fit(m, named, cross_entropy, sgd(0.1), epochs(1), quiet, checkpoint("no_such_folder/run")));
          }) != "");
    CHECK(support::different_numbers(m, before) == 0);
    CHECK(!m.is_standardized());
    CHECK(m.class_names().empty());
    CHECK(m.column_names().empty());
    CHECK(m.fits() == 0);
}
