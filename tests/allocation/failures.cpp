// SPDX-License-Identifier: BSL-1.0
#include <lagom/lagom.hpp>

#include "../support.hpp"
#include "counter.hpp"

#include <doctest/doctest.h>

#include <filesystem>
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
                     .outputs = outputs_mean::classes,
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
#endif
