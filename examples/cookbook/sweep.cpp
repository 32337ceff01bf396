// SPDX-License-Identifier: BSL-1.0
// A sweep: rates are values, so a hundred of them cost one compilation. Structure (widths, layers) is in the type.
#include <lagom/lagom.hpp>
#include <cstdio>

using namespace lagom;

constexpr auto net = input<64> | standardize | dense<64> | relu | dropout(0.5) | dense<10>;

int main()
{
    auto const [train, validation] = split(read_csv("examples/data/digits.csv", label("label")), {0.2, 0.8}, seed(1));
    double best = 1e30;
    std::printf("dropout      l2     rate   loss\n");
    for (double const noise : {0.0, 0.3, 0.6}) {
        for (double const strength : {0.0, 1e-3}) {
            for (double const rate : {1e-3, 1e-2}) {
                auto model = make_model(net, seed(1));
                model.set("dropout.0.rate", noise);
                auto const result = fit(model, train, cross_entropy + l2(strength), adam(rate), epochs(15), threads(1), quiet);
                double const loss = evaluate(model, validation, cross_entropy).loss();
                best = result.clause == "epochs" && loss < best ? loss : best;
                std::printf("%7.1f %7.0e %8.0e %6.4g\n", noise, strength, rate, loss);
            }
        }
    }
    return best < 0.3 ? 0 : 1;
}
