// SPDX-License-Identifier: BSL-1.0
#include <lagom/lagom.hpp>

#include "../support.hpp"
#include "counter.hpp"

#include <lagom/data/durable.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <new>

#include <unistd.h>

using namespace lagom;

#ifdef COUNTS_ALLOCATIONS
namespace {

constexpr auto net = input<3> | standardize | dense<4> | batch_norm | relu | dropout(0.25) | dense<2>;
using model_type = decltype(make_model(net, seed(1)));

auto is_same(model_type const& a, model_type const& b) -> bool
{
    return support::different_numbers(a, b) == 0 && a.rate("dropout.0.rate") == b.rate("dropout.0.rate") &&
        a.is_standardized() == b.is_standardized() && a.class_names() == b.class_names() &&
        a.column_names() == b.column_names() && a.target_names() == b.target_names() && a.fits() == b.fits();
}

struct counted {
    long failed = 0, mixed = 0, lost = 0;
};

/// Lets each allocation of `change` fail, one a turn, until it is through. Each time the model must be as it was, or
/// `changed` where nothing was thrown.
auto with_failures(model_type const& before, model_type const& changed, auto change) -> counted
{
    counted all;
    for (long n = 1;; ++n) {
        auto m = before;
        bool threw = false;
        counter::until_failure = n;
        try {
            change(m);
        } catch (std::bad_alloc const&) {
            threw = true;
        }
        bool const is_through = counter::until_failure.exchange(0) > 0;
        all.failed += threw ? 1 : 0;
        all.mixed += threw && !is_same(m, before) ? 1 : 0;
        all.lost += !threw && !is_same(m, changed) ? 1 : 0;
        if (is_through) {
            return all;
        }
    }
}

} // namespace

/// Fault     any allocation of a load fails
/// Injected  the program's own `malloc`
/// Holds     the model is as it was
TEST_CASE("allocation: when one of a load fails, the model is as it was")
{
    auto const path =
        (std::filesystem::temp_directory_path() / "lagom_allocation").string() + std::to_string(::getpid());
    auto saved = make_model(net, seed(1));
    saved.set("dropout.0.rate", 0.5);
    saved.set_standardized(true);
    saved.set_notes({.column_names = {"a long name of a column, for which memory is taken", "b", "c"},
                     .class_names = {"a long name of a class, for which memory is taken", "d"},
                     .target_names = {"a long name of a target, for which memory is taken"},
                     .outputs = runners::outputs_mean::classes,
                     .fits = 3});
    save(saved, path);
    auto const fresh = make_model(net, seed(9));
    auto const strictly = with_failures(fresh, saved, [&](auto& m) {
        load(m, path);
    });
    CHECK(strictly.failed > 100);
    CHECK(strictly.mixed == 0);
    CHECK(strictly.lost == 0);
    auto numbers_only = fresh;
    load(numbers_only, path, partial);
    auto const partially = with_failures(fresh, numbers_only, [&](auto& m) {
        load(m, path, partial);
    });
    CHECK(partially.failed > 100);
    CHECK(partially.mixed == 0);
    CHECK(partially.lost == 0);
    auto const assigned = with_failures(fresh, saved, [&](auto& m) {
        m = saved;
    });
    CHECK(assigned.failed > 2);
    CHECK(assigned.mixed == 0);
    CHECK(assigned.lost == 0);
    std::filesystem::remove(path);
}

/// Fault     any allocation of set_parameter fails
/// Injected  the program's own `malloc`
/// Holds     the model is as it was
TEST_CASE("allocation: when one of set_parameter fails, the model is as it was")
{
    auto const fresh = make_model(net, seed(9));
    xt::xarray<float> const kernel = xt::ones<float>({3, 4}) * 0.5F, variance = xt::ones<float>({4}) * 2.0F;
    auto changed = fresh;
    changed.set_parameter("dense.0.kernel", kernel);
    auto const of_parameter = with_failures(fresh, changed, [&](auto& m) {
        m.set_parameter("dense.0.kernel", kernel);
    });
    CHECK(of_parameter.failed > 0);
    CHECK(of_parameter.mixed == 0);
    CHECK(of_parameter.lost == 0);
    changed = fresh;
    changed.set_parameter("batch_norm.0.running_var", variance);
    auto const of_state = with_failures(fresh, changed, [&](auto& m) {
        m.set_parameter("batch_norm.0.running_var", variance);
    });
    CHECK(of_state.failed > 0);
    CHECK(of_state.mixed == 0);
    CHECK(of_state.lost == 0);
}

/// Fault     any allocation of a fit fails
/// Injected  the program's own `malloc`
/// Holds     the model is as it was, or as whole steps left it
TEST_CASE("allocation: when one of a fit fails, the model is as it was, or as steps that were whole left it")
{
    auto const data = support::blobs(32, 3, 2, 1), held_out = support::blobs(12, 3, 2, 2);
    auto const fresh = make_model(net, seed(9));
    auto const train = [&](model_type& m, long count) {
        static_cast<void>(fit(m, data, held_out, cross_entropy + l2(1e-4), clip_norm(1.0) | adam(1e-2),
                              patience(2).restoring_best() || steps(count), batch(16), quiet, threads(1)));
    };
    std::vector<model_type> after(5, fresh); // so many steps
    for (long count = 1; count < 5; ++count) {
        train(after[static_cast<std::size_t>(count)], count);
    }
    long failed = 0, other = 0, unchanged = 0;
    for (long n = 1;; ++n) {
        auto m = fresh;
        counter::until_failure = n;
        bool threw = false;
        try {
            train(m, 4);
        } catch (std::bad_alloc const&) {
            threw = true;
        }
        bool const is_through = counter::until_failure.exchange(0) > 0;
        failed += threw ? 1 : 0;
        unchanged += threw && is_same(m, fresh) ? 1 : 0;
        bool const is_known = std::any_of(after.begin(), after.end(), [&](model_type const& a) {
            return support::different_numbers(m, a) == 0;
        });
        other += is_known ? 0 : 1;
        if (is_through) {
            break;
        }
    }
    CHECK(failed > 50);
    CHECK(unchanged > 30);
    CHECK(other == 0);
}

namespace {

/// How many allocations of `action` failed, one a turn, each after a `prepare`. An exception that is no bad_alloc ends
/// the test.
template <class Action, class Prepare, class Look>
auto failures_of(Action action, Prepare prepare, Look look) -> long
{
    for (long n = 1;; ++n) {
        prepare();
        bool threw = false;
        counter::until_failure = n;
        try {
            action();
        } catch (std::bad_alloc const&) {
            threw = true;
        }
        bool const is_through = counter::until_failure.exchange(0) > 0;
        look(threw);
        if (is_through) {
            return n - 1;
        }
    }
}
template <class Action>
auto failures_of(Action action) -> long
{
    return failures_of(action, [] {}, [](bool) {});
}

} // namespace

/// Fault     any allocation of a fit that is kept fails
/// Injected  the program's own `malloc`
/// Holds     the model is as it was, or has been fitted; the next call ends with the same bits
TEST_CASE("allocation: when one of a fit that is kept fails, the next call ends with the same bits")
{
    auto const path =
        (std::filesystem::temp_directory_path() / "lagom_kept").string() + std::to_string(::getpid());
    auto const data = support::blobs(32, 3, 2, 1), held_out = support::blobs(12, 3, 2, 2);
    auto const fresh = make_model(net, seed(9));
    auto const train = [&](model_type& m, auto... more) {
        return fit(m, data, held_out, cross_entropy, adam(1e-2), patience(2).restoring_best() || epochs(2),
                   batch(16), quiet, threads(1), more...);
    };
    auto whole = fresh;
    auto const wanted = train(whole);
    std::filesystem::remove(path);
    std::string stopped, finished;
    {
        auto m = fresh;
        static_cast<void>(train(m, checkpoint(path), on_epoch([](epoch_record const&) {
                                    return false;
                                })));
        stopped = read_whole(path);
        m = fresh;
        static_cast<void>(train(m, checkpoint(path)));
        finished = read_whole(path);
    }
    for (auto const* const before : {&stopped, &finished}) {
        auto m = fresh;
        long mixed = 0, other = 0, lost = 0;
        CHECK(failures_of(
                  [&] {
                      static_cast<void>(train(m, checkpoint(path)));
                  },
                  [&] {
                      write_durably(path, *before);
                      m = fresh;
                  },
                  [&](bool threw) {
                      // Before its first step it leaves no trace; behind it the model has been fitted.
                      mixed += threw && m.fits() == 0 && !is_same(m, fresh) ? 1 : 0;
                      auto again = fresh;
                      auto const r = train(again, checkpoint(path));
                      other +=
                          r.steps != wanted.steps || support::different_numbers(again, whole) != 0 ? 1 : 0;
                      lost += !threw && support::different_numbers(m, whole) != 0 ? 1 : 0;
                  }) > 200);
        CHECK(mixed == 0);
        CHECK(other == 0);
        CHECK(lost == 0);
    }
    std::filesystem::remove(path);
}

/// Fault     any allocation of a save or a reader fails
/// Injected  the program's own `malloc`
/// Holds     the old file is there; no descriptor stays open, no file behind
TEST_CASE(
    "allocation: when one of a save or a reader fails, the old file is there, and no descriptor stays open")
{
    auto const folder =
        std::filesystem::temp_directory_path() / ("lagom_readers" + std::to_string(::getpid()));
    std::filesystem::create_directory(folder);
    auto const entries = [](std::filesystem::path const& of) {
        return std::distance(std::filesystem::directory_iterator(of), std::filesystem::directory_iterator());
    };
    auto const file = [&](char const* name) {
        return (folder / name).string();
    };
    auto const old = make_model(net, seed(1)), fresh = make_model(net, seed(2));
    save(old, file("m"));
    xt::xarray<float> const x = xt::ones<float>({40, 3});
    write_npy(file("x.npy"), x);
    std::ofstream(file("rows.csv")) << "a,b,c,y\n1,2,3,no\n4,5,,yes\n7,8,9,no\n";
    auto const descriptors = entries("/proc/self/fd"), files = entries(folder);
    auto const bytes = read_whole(file("m"));
    long torn = 0;
    CHECK(failures_of(
              [&] {
                  save(fresh, file("m"));
              },
              [&] {
                  write_durably(file("m"), bytes);
              },
              [&](bool threw) {
                  torn += threw && read_whole(file("m")) != bytes ? 1 : 0;
              }) > 20);
    CHECK(torn == 0);
    auto m = old;
    load(m, file("m"));
    CHECK(is_same(m, fresh));
    CHECK(failures_of([&] {
              static_cast<void>(read_npy<float>(file("x.npy")));
          }) > 3);
    CHECK(failures_of([&] {
              static_cast<void>(read_csv(file("rows.csv"), label("y"), missing::mean));
          }) > 20);
    CHECK(failures_of([&] {
              static_cast<void>(read_safetensors(file("m")));
          }) > 20);
    m.set_standardized(true);
    CHECK(failures_of([&] {
              static_cast<void>(predict(m, x, threads(1)));
          }) > 3);
    CHECK(entries("/proc/self/fd") == descriptors);
    CHECK(entries(folder) == files);
    std::filesystem::remove_all(folder);
}
#endif
