// SPDX-License-Identifier: BSL-1.0
// The weights in Python: saved as safetensors, read with numpy alone (read_weights.py beside this file), and the same
// outputs come out.
#include <lagom/lagom.hpp>
#include <cstdlib>
#include <filesystem>
#include <iostream>

using namespace lagom;

constexpr auto net = input<64> | standardize | dense<32> | relu | dense<10>;

int main()
{
    auto const folder = std::filesystem::temp_directory_path() / "lagom_weights_in_python";
    std::filesystem::create_directories(folder);
    auto const path = [&](char const* name) { return (folder / name).string(); };

    auto const digits = read_csv("examples/data/digits.csv", label("label"));
    auto model = make_model(net, seed(1));
    auto const result = fit(model, digits, cross_entropy, adam(1e-3), epochs(5), threads(1), quiet);
    save(model, path("model.safetensors"));
    write_npy(path("features.npy"), digits.features());
    write_npy(path("outputs.npy"), predict(model, digits.features(), threads(1)));
    std::cout << result << std::flush;

    int failed = 0;
    if (std::system("python3 -c 'import numpy' 2>/dev/null") == 0) {
        failed = std::system(("python3 examples/cookbook/read_weights.py " + folder.string()).c_str());
    } else {
        std::cout << "skipped: python3 has no numpy here\n";
    }
    std::filesystem::remove_all(folder);
    return failed == 0 ? 0 : 1;
}
