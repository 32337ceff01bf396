// SPDX-License-Identifier: BSL-1.0
// Curves: the history of a run as a picture, as CSV and as JSON lines. An argument is the folder they are left in.
#include <lagom/lagom.hpp>
#include <filesystem>
#include <iostream>

using namespace lagom;

constexpr auto net = input<64> | standardize | dense<128> | batch_norm | relu | dropout(0.3) | dense<10>;

int main(int count, char** arguments)
{
    auto const [train, validation] = split(read_csv("examples/data/digits.csv", label("label")), {0.7, 0.3}, seed(1));
    auto model = make_model(net, seed(1));
    auto const result = fit(model, train, validation, cross_entropy + l2(1e-4) + l1(1e-5).on(first<1> && kernel),
                            adam(1e-3), patience(8).watching(data_loss).restoring_best() || epochs(60), batch(32), threads(1), log_every(10));

    auto const folder = count > 1 ? std::filesystem::path(arguments[1]) : std::filesystem::temp_directory_path();
    std::filesystem::create_directories(folder);
    result.history.write_svg((folder / "curves.svg").string());
    result.history.write_csv((folder / "curves.csv").string());
    result.history.write_json_lines((folder / "curves.jsonl").string());
    std::cout << result << result.history.json_lines().substr(0, result.history.json_lines().find('\n')) << '\n';
    bool const all = std::filesystem::file_size(folder / "curves.svg") > 1000;
    for (auto const* const name : {"curves.svg", "curves.csv", "curves.jsonl"}) {
        count > 1 || std::filesystem::remove(folder / name);
    }
    return all && result.history.back().training_accuracy > 0.95 ? 0 : 1;
}
