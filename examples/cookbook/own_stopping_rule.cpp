// SPDX-License-Identifier: BSL-1.0
// A stopping rule of your own: stop once the validation loss is so many times the training loss, some epochs in a row.
#include <lagom/lagom.hpp>
#include <iostream>

using namespace lagom;

struct overfits_t {
    using stop_concept = stop_tag;
    using metric = loss_metric; // reads the validation loss, so `fit` asks for validation data
    static constexpr auto name = "overfits";
    static constexpr bool reads_training = true;

    double factor;
    long epochs;

    struct state { // what it remembers from epoch to epoch
        long in_a_row = 0;
        constexpr void remember(auto&& sink) { sink("in_a_row", in_a_row); } // so that a run can go on from a file
    };
    constexpr auto see(state& s, evaluation const& now, long) const -> bool
    {
        s.in_a_row = now.loss > factor * now.training_loss ? s.in_a_row + 1 : 0;
        return s.in_a_row >= epochs;
    }
    constexpr void describe(auto&& write) const { write(name, factor, epochs); }
};
constexpr auto overfits(double factor, long epochs) -> overfits_t { return {factor, epochs}; }

constexpr auto net = input<30> | standardize | dense<64> | relu | dense<1>;

int main()
{
    auto const [train, validation] = split(read_csv("examples/data/breast_cancer.csv", label("label")), {0.2, 0.8}, seed(1), stratified);
    auto model = make_model(net, seed(1));
    // It says nothing of when a run ends for certain; epochs(300) does.
    auto const result = fit(model, train, validation, binary_cross_entropy, adam(1e-2), overfits(2.0, 3) || epochs(300), batch(16), threads(1), quiet);
    std::cout << result;
    auto const& last = result.history.back();
    return result.clause == "overfits" && last.validation_loss > 2 * last.training_loss ? 0 : 1;
}
