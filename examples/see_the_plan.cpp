// SPDX-License-Identifier: BSL-1.0
// What becomes of an expression, and can a program rely on it?
//
// Prints the layers, the rules on each parameter and the loops of a training step with the reason for each, and writes
// the same as a graph (step.dot, step.mmd), for programs (step.json) and the arena as a picture (arena.svg) into the
// folder it is given: build/examples/examples/see_the_plan FOLDER
#include <lagom/lagom.hpp>

#include <fstream>
#include <iostream>

using namespace lagom;

namespace {

constexpr auto net       = input<64> | dense<128>(no_bias) | batch_norm | relu | dropout(0.3) | named<"fc1">(dense<64>) | relu | dense<10>;
constexpr auto objective = cross_entropy + l2(1e-4).on(kernel && !first<1>) + l1(1e-5).on(last<1> && kernel);
constexpr auto optimizer = adam(1e-3) | max_norm(3.0).on(named<"fc1"> && kernel);

// What stands here is checked while the program is compiled.
static_assert(rules(net, objective, optimizer).of("fc1.bias").l2 == none);
static_assert(rules(net, objective, optimizer).of("fc1.kernel").l2 == 1e-4);
static_assert(rules(net, objective, optimizer).of("fc1.kernel").max_norm == 3.0);
static_assert(rules(net, objective, optimizer).of("dense.0.kernel").l2 == none);
static_assert(segments(net, objective, optimizer).size() <= 24);
static_assert(memory<float>(net, objective, optimizer, 64) < 500'000);
static_assert(parameters(net) == 64 * 128 + 2 * 128 + 128 * 64 + 64 + 64 * 10 + 10);

} // namespace

int main(int count, char** arguments)
{
    auto const e = explain(net, objective, optimizer, 64);
    std::cout << e;
    if (count > 1) {
        auto const folder = std::string(arguments[1]) + "/";
        std::ofstream(folder + "step.dot") << e.dot();
        std::ofstream(folder + "step.mmd") << e.mermaid();
        std::ofstream(folder + "step.json") << e.json();
        std::ofstream(folder + "arena.svg") << e.arena();
    }
    // Each loop says why it starts, and there is nothing to advise against in this expression.
    auto const text = e.text();
    bool const right = text.find("a contraction has its own loop nest") != std::string::npos &&
        text.find("advice:") == std::string::npos && e.arena().find("</svg>") != std::string::npos;
    if (!right) {
        std::cerr << "see_the_plan: expected reasons, and no advice\n";
    }
    return right ? 0 : 1;
}
