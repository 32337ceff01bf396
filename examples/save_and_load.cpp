// SPDX-License-Identifier: BSL-1.0
// Is a model that was saved and loaded the same model, and what does one hear when the file is another's?
#include <lagom/lagom.hpp>
#include <cstdio>
#include <filesystem>
#include <iostream>

using namespace lagom;

constexpr auto net   = input<64> | standardize | dense<32> | batch_norm | relu | dropout(0.2) | dense<10>;
constexpr auto wider = input<64> | standardize | dense<48> | batch_norm | relu | dropout(0.2) | dense<10>;

int main()
{
    auto const folder = std::filesystem::temp_directory_path();
    auto const weights = (folder / "lagom_example.safetensors").string();
    auto const epochs_file = (folder / "lagom_example.csv").string();

    auto const [train, test] = split(read_csv("examples/data/digits.csv", label("label")), {0.8, 0.2}, seed(1));
    auto trained = make_model(net, seed(1));
    auto const result = fit(trained, train, test, cross_entropy, adam(1e-3), epochs(3), quiet);
    result.history.write_csv(epochs_file);
    save(trained, weights);
    std::cout << result.history.csv() << '\n';

    auto loaded = make_model(net, seed(2)); // other initial weights, all to be replaced
    load(loaded, weights);
    auto const outputs = predict(trained, test.features());
    bool const same = predict(loaded, test.features()) == outputs && loaded.class_names() == trained.class_names();
    std::cout << outputs.size() << (same ? " outputs, the same bit for bit\n\n" : " outputs, not all the same\n\n");

    bool refused = false;
    try {
        auto other = make_model(wider, seed(1));
        load(other, weights);
    } catch (file_error const& e) {
        std::cout << "a file of another network: " << e.what() << '\n';
        refused = true;
    }
    try {
        load(loaded, epochs_file);
        refused = false;
    } catch (file_error const& e) {
        std::cout << "a file of another kind: " << e.what() << '\n';
    }
    bool const unchanged = predict(loaded, test.features()) == outputs;
    std::filesystem::remove(weights);
    std::filesystem::remove(epochs_file);
    if (!same || !refused || !unchanged) {
        std::cerr << "expected equal outputs, and an error for both wrong files that leaves the model as it was\n";
        return 1;
    }
}
