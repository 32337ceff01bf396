// SPDX-License-Identifier: BSL-1.0
// Does l1 reach the very solution of the lasso, with zeros that are zeros?
//
// The reference is scikit-learn's Lasso(alpha=1) on the diabetes data, columns centred and of norm 1.
#include <array>
#include <cmath>
#include <cstdio>
#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<10> | dense<1>(zeros);
constexpr auto objective = least_squares + l1(1.0);
// Gradient steps and the proximal map of l1: ISTA. In columns of norm 1 the loss bends by a share of 1/n, so rates may be
// large; the bias, in which it bends by 1, takes steps of 1.
constexpr auto optimizer = sgd(80.0) | rate_factor(1 / 80.0).on(bias);

constexpr double scikit_objective = 2586.943193;
constexpr std::array<double, 10> scikit{0, 0, 367.701626, 6.309703, 0, 0, 0, 0, 307.602147, 0};

// Each column less its mean, divided by its Euclidean norm.
auto unit_columns(basic_data_set<double> const& data) -> basic_data_set<double>
{
    auto x = data.features();
    for (std::size_t c = 0; c < data.columns(); ++c) {
        double sum = 0, squares = 0;
        for (std::size_t r = 0; r < data.size(); ++r) {
            sum += x(r, c);
        }
        for (std::size_t r = 0; r < data.size(); ++r) {
            x(r, c) -= sum / static_cast<double>(data.size());
            squares += x(r, c) * x(r, c);
        }
        for (std::size_t r = 0; r < data.size(); ++r) {
            x(r, c) /= std::sqrt(squares);
        }
    }
    auto scaled = basic_data_set<double>(std::move(x), data.targets());
    scaled.name_columns(data.column_names());
    return scaled;
}

int main()
{
    auto const data = unit_columns(read_csv<double>("examples/data/diabetes.csv", target("target")));
    auto model = make_model<double>(net, seed(1));
    auto const all_rows = batch(static_cast<long>(data.size()));
    static_cast<void>(fit(model, data, objective, optimizer, epochs(20'000), all_rows, threads(1), quiet));

    auto const w = model.parameter("dense.0.kernel");
    auto const judged = evaluate(model, data, objective);
    double const reached = judged.terms[0].value + judged.terms[1].value;

    bool as_expected = std::abs(reached / scikit_objective - 1) < 1e-6;
    std::printf("column  coefficient  scikit-learn\n");
    for (std::size_t i = 0; i < scikit.size(); ++i) {
        std::printf("%-6s %12.6f  %12.6f\n", data.column_names()[i].c_str(), w(i, 0), scikit[i]);
        as_expected = as_expected && (scikit[i] == 0 ? w(i, 0) == 0 : std::abs(w(i, 0) - scikit[i]) < 1e-4);
    }
    std::printf("bias   %12.6f\nobjective %.6f, scikit-learn %.6f\n", model.parameter("dense.0.bias")(0),
                reached, scikit_objective);
    if (!as_expected) {
        std::fprintf(stderr,
                     "expected scikit-learn's zeros, coefficients within 1e-4, an objective within 1e-6\n");
        return 1;
    }
}
