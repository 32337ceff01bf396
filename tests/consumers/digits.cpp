// SPDX-License-Identifier: BSL-1.0
// What a user's project compiles, with its own warnings: everyday parts of the library.
#include <lagom/lagom.hpp>

#include <cstdio>
#include <sstream>

using namespace lagom;

constexpr auto net = input<64> | standardize | dense<32> | batch_norm | relu | dropout(0.3) |
    residual(dense<32> | gelu) | layer_norm | dense<16> | silu | tanh | dense<10>;
constexpr auto objective = cross_entropy + l2(1e-4) + l1(1e-5).on(first<1> && kernel);
constexpr auto optimizer = clip_norm(1.0) | adam(1e-3);
constexpr auto until = patience(3).restoring_best() || epochs(12);

auto main(int, char** words) -> int
{
    auto const [train, validation] = split(read_csv(words[1], label("label")), {0.8, 0.2}, seed(1));
    auto model = make_model(net, seed(1));
    auto const result =
        fit(model, train, validation, objective, optimizer, until, batch(64), threads(2), quiet);
    std::ostringstream told;
    told << result << explain(net, objective, optimizer);
    auto const share = evaluate(model, validation, objective).accuracy();
    std::printf("accuracy %.3f\n", share);
    return share > 0.8 ? 0 : 1; // a tenth of the digits is right by chance
}
