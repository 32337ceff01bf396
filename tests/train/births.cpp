// SPDX-License-Identifier: BSL-1.0
#include <lagom/lagom.hpp>

#include <doctest/doctest.h>

#include <limits>

#include "../support.hpp"

using namespace lagom;

namespace {

constexpr auto root = pointwise([](auto x) {
    return sqrt(x);
});

/// How a run of two classes, of which everything is finite, says that it ended.
auto ending_of(auto const& net, auto const& updates, auto... given) -> std::string
{
    auto m = make_model(net, seed(1));
    auto const r =
        fit(m, support::blobs(64, 4, 2, 3), cross_entropy, updates, epochs(200), quiet, threads(1), given...);
    CHECK(r.clause == "divergence");
    return r.description;
}
auto holds(std::string const& text, std::string const& part) -> bool
{
    CAPTURE(text);
    bool const found = text.find(part) != std::string::npos;
    CHECK(found);
    return found;
}

} // namespace

/// Fault     weights grow beyond all numbers
/// Injected  a large rate
/// Holds     the run ends; step, layer and op are told
TEST_CASE("birth: weights that a large rate made overflow in the layer that multiplies by them")
{
    auto const net = input<4> | dense<8> | relu | dropout(0.2) | dense<6> | relu | dense<2>;
    auto const said = ending_of(net, sgd(1e26), batch(64));
    holds(said, "no number any more at step 2,");
    holds(said, "it began at step 2 with an infinity in dense.1 (x w)");
}

TEST_CASE("birth: a value of a user's formula that is none")
{
    auto const said = ending_of(input<4> | dense<8> | root | dense<2>, sgd(0.1), batch(16));
    holds(said, "it began at step 1 with a NaN in user formula behind dense.0");
}

TEST_CASE("birth: a slope of a user's formula that is none, a step before the loss shows it")
{
    auto const said = ending_of(input<4> | dense<8>(zeros) | root | dense<2>, adam(0.1), batch(16));
    holds(said, "no number any more at step 2,");
    holds(said,
          "it began at step 1 with an infinity in the gradient through user formula behind dense.0 (d ");
}

TEST_CASE("birth: it is found after hundreds of steps, and by every policy")
{
    auto const net = input<4> | batch_norm | residual(dense<4> | tanh) | named<"last">(dense<2>);
    auto const run = [&](auto policy) {
        return ending_of(net, sgd(exponential(1e-8, 1.015)), batch(3), seed(7), policy);
    };
    std::string const began = "; it began at step ";
    for (auto const& said : {run(fused), run(stepwise), run(unfused)}) {
        REQUIRE(holds(said, began));
        CHECK(std::stol(said.substr(said.find(began) + began.size())) > 1024);
        holds(said, " with an infinity in ");
    }
}

/// Fault     a NaN among the weights
/// Injected  set before the fit
/// Holds     the run ends and says which
TEST_CASE("birth: a parameter that held a NaN before the first step")
{
    auto m = make_model(input<4> | dense<8> | relu | dense<2>, seed(1));
    xt::xarray<float> w = m.parameter("dense.1.kernel");
    w(0, 0) = std::numeric_limits<float>::quiet_NaN();
    m.set_parameter("dense.1.kernel", w);
    auto const r = fit(m, support::blobs(64, 4, 2, 3), cross_entropy, sgd(0.1), epochs(2), quiet);
    holds(r.description, "it began at step 1 with a NaN in dense.1.kernel");
}

TEST_CASE("birth: nothing is said of steps that end otherwise when they are taken again")
{
    auto m = make_model(input<4> | dense<8> | relu | dense<2>, seed(1));
    auto const changes = on_epoch([&](epoch_record const& r) {
        auto b = m.parameter("dense.1.bias");
        b.fill(r.epoch == 3 ? std::numeric_limits<float>::infinity() : 1.0F);
        m.set_parameter("dense.1.bias", b);
    });
    auto const r =
        fit(m, support::blobs(64, 4, 2, 3), cross_entropy, sgd(0.1), epochs(9), batch(64), quiet, changes);
    holds(r.description, "the model is no number any more at step 3,");
    CHECK(r.description.find("it began") == std::string::npos);
}
