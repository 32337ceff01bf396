// SPDX-License-Identifier: BSL-1.0
// Transfer: a body learns on one task and is frozen in a network with another head, which then learns from few rows.
#include <lagom/lagom.hpp>
#include <iostream>

using namespace lagom;

constexpr auto body = named<"body">(dense<64> | relu | dense<32> | relu);
constexpr auto first_net = input<64> | standardize | body | named<"head">(dense<10>);
constexpr auto second_net = input<64> | standardize | body | named<"head">(dense<1>); // even or odd?

auto with_parity(data_set const& digits) -> data_set
{
    auto classes = digits.labels();
    for (auto& c : classes) {
        c %= 2;
    }
    return data_set(digits.features(), classes, {"even", "odd"});
}

int main()
{
    auto const digits = read_csv("examples/data/digits.csv", label("label"));
    auto const [known, few, test] = split(digits, {0.6, 0.02, 0.38}, seed(1));
    auto first = make_model(first_net, seed(1));
    auto const learnt = fit(first, known, cross_entropy, adam(1e-3), epochs(20), threads(1), quiet);

    auto second = make_model(second_net, seed(2));
    for (auto const& path : first.paths()) {
        if (!path.starts_with("head.")) { // the body's weights, and what standardize measured
            second.set_parameter(path, first.parameter(path));
        }
    }
    auto scratch = make_model(second_net, seed(2));
    auto const rows = with_parity(few);
    auto const tuned = fit(second, rows, binary_cross_entropy, adam(1e-2) | freeze(named<"body">), epochs(100), batch(16), threads(1), quiet);
    auto const alone = fit(scratch, rows, binary_cross_entropy, adam(1e-2), epochs(100), batch(16), threads(1), quiet);

    bool const stayed = second.parameter("body.dense.0.kernel") == first.parameter("body.dense.0.kernel");
    double const with = evaluate(second, with_parity(test), binary_cross_entropy).accuracy();
    double const without = evaluate(scratch, with_parity(test), binary_cross_entropy).accuracy();
    std::cout << rows.size() << " rows: accuracy " << with << " with the body, " << without << " from scratch\n";
    return stayed && with > without && learnt.epochs + tuned.epochs + alone.epochs == 220 ? 0 : 1;
}
