// error: layer_rejects_shape<lagom::at<1>, lagom::dense_t<10.*extents<28, 28, 1>
// A whole program around a network that does not fit together says so once.
#include <lagom/lagom.hpp>
#include <iostream>
using namespace lagom;
constexpr auto net = input<28, 28, 1> | dense<10> | dense<5>;
constexpr auto objective = cross_entropy + l2(1e-4);
constexpr auto optimizer = adam(1e-3);
int main()
{
    auto const [train, validation, test] = split(read_csv("d.csv", label("label")), {0.6, 0.2, 0.2}, seed(1));
    auto model  = make_model(net, seed(1));
    auto result = fit(model, train, validation, objective, optimizer, epochs(3), batch(64), threads(2));
    std::cout << result << evaluate(model, test, objective) << explain(net, objective, optimizer) << parameters(net);
    auto p = predict(model, test.features());
    predictor serve(model);
    save(model, "digits.safetensors");
    model.set("x.rate", 1.0);
}
