#include <iostream>
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<64> | standardize | dense<128> | batch_norm | relu | dropout(0.3) | dense<64> |
    relu | dropout(0.2) | dense<10>;

constexpr auto objective = cross_entropy + l2(1e-4) + l1(1e-5).on(first<1> && kernel);
constexpr auto optimizer = clip_norm(1.0) | adam(1e-3);
constexpr auto until = patience(10).restoring_best() || epochs(200);

int main()
{
    auto const [train, validation, test] =
        split(read_csv("examples/data/digits.csv", label("label")), {0.6, 0.2, 0.2}, seed(1));
    auto model = make_model(net, seed(1));
    auto result = fit(model, train, validation, objective, optimizer, until, batch(64), threads(2));
    auto tested = evaluate(model, test, objective);
    save(model, "digits.safetensors");
    std::cout << result << tested;
    return tested.accuracy() > 0.93 ? 0 : 1;
}
