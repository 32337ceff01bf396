// SPDX-License-Identifier: BSL-1.0
// This program counts what it allocates: a folder, and so a program, of its own.
#include <lagom/lagom.hpp>

#include "../support.hpp"
#include "counter.hpp"

#include <doctest/doctest.h>

#include <cerrno>
#include <cstdlib>

namespace counter {

std::atomic<long> allocations{0}, until_failure{0};

namespace {

[[maybe_unused]] auto fails() -> bool
{
    ++allocations;
    return until_failure > 0 && --until_failure == 0;
}

} // namespace

} // namespace counter

using counter::allocations;
using counter::fails;

#ifdef COUNTS_ALLOCATIONS
extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);

void* malloc(std::size_t n) { return fails() ? nullptr : __libc_malloc(n); }
void* calloc(std::size_t count, std::size_t n) { return fails() ? nullptr : __libc_calloc(count, n); }
void* realloc(void* p, std::size_t n) { return fails() ? nullptr : __libc_realloc(p, n); }
void* aligned_alloc(std::size_t alignment, std::size_t n)
{
    return fails() ? nullptr : __libc_memalign(alignment, n);
}
int posix_memalign(void** p, std::size_t alignment, std::size_t n)
{
    *p = fails() ? nullptr : __libc_memalign(alignment, n);
    return *p == nullptr ? ENOMEM : 0;
}
}
#endif

using namespace lagom;

namespace {

constexpr auto net = input<12> | standardize | dense<40> | batch_norm | relu | dropout(0.3) |
    residual(dense<24> | silu | dense<40>) | dense<5>;
constexpr auto terms = cross_entropy + l2(1e-4) + l1(1e-5);
constexpr auto updates = clip_norm(1.0) | adam(1e-3) | decay(0.01) | max_norm(2.0);

auto allocations_of(auto f) -> long
{
    long const before = allocations;
    f();
    return allocations - before;
}

auto random_rows(std::size_t rows) -> data_set
{
    random_stream draws(seed(3), draws_for::split);
    xt::xtensor<float, 2> x = xt::zeros<float>({rows, std::size_t{12}});
    std::vector<int> y(rows);
    for (auto& number : x) {
        number = static_cast<float>(draws.normal());
    }
    for (std::size_t i = 0; i < rows; ++i) {
        y[i] = static_cast<int>(i % 5);
    }
    return {std::move(x), y};
}

} // namespace

#ifdef COUNTS_ALLOCATIONS // a sanitizer has malloc for itself: there the same runs are for it to look at
TEST_CASE("allocation: the counter counts")
{
    void* volatile seen = nullptr; // a compiler may leave out an allocation that nobody looks at
    CHECK(allocations_of([&] {
              std::vector<int> three(3);
              seen = three.data();
          }) == 1);
}
#endif

TEST_CASE("allocation: a step after the first allocates nothing, on one thread and on two")
{
    auto m = make_model(net, seed(1));
    auto const objective = expr::as_objective(terms);
    auto const chain = expr::as_chain(updates);
    auto const step =
        reports::make_step<fused_t, std::remove_const_t<decltype(net)>>(m.values(), objective, chain, 64);
    for (int const threads : {1, 2}) {
        CAPTURE(threads);
        runners::team workers(
            threads, runners::team::use::all); // the other use starts its threads in whichever step it pays
        step->run(workers, 1);
        CHECK(allocations_of([&] {
                  for (std::uint32_t i = 2; i < 100; ++i) {
                      step->run(workers, i);
                  }
              }) == 0);
    }
}

TEST_CASE("allocation: a run of more steps allocates no more")
{
    auto const data = random_rows(32 * 60);
    auto const run = [&](long count) {
        auto m = make_model(net, seed(1));
        return allocations_of([&] {
            static_cast<void>(fit(m, data, terms, updates, steps(count), batch(32), threads(1), quiet));
        });
    };
    run(10); // what is made once a program
    CHECK(run(50) == run(20));
}

TEST_CASE("allocation: a predictor's call allocates nothing")
{
    auto m = make_model(net, seed(1));
    m.set_standardized(true);
    predictor serve(m, 7);
    std::vector<float> const x(7 * 12, 0.5F);
    serve(x);
    CHECK(allocations_of([&] {
              for (std::size_t const rows : {1U, 7U, 3U, 1U}) {
                  serve(std::span(x).first(rows * 12));
              }
          }) == 0);
}

TEST_CASE("allocation: nor does one of images that are as many as before, in one run or in several")
{
    auto const m = make_model(
        input<12, 12, 1> | conv<9, 3> | relu | conv<8, 3>(strided<2>) | flatten | dense<2>, seed(1));
    for (long const most : {1L, 5L, 200L}) {
        predictor serve(m, most);
        std::vector<float> const x(static_cast<std::size_t>(most) * 144, 0.5F);
        serve(x);
        CHECK(allocations_of([&] {
                  serve(x);
                  serve(x);
              }) == 0);
    }
}
