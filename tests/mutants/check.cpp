// SPDX-License-Identifier: BSL-1.0
// A training step that overwrites parameters in place, compared with one op a pass and with central
// differences. Built with -ffp-contract=off. Prints the number of segments; returns how many checks failed.
#include "../support.hpp"

#include <cstdio>

using namespace lagom;

constexpr auto net = input<5> | dense<17> | relu | dropout(0.3) | dense<9> | tanh | dense<3>;
constexpr auto terms = cross_entropy + l2(1e-3);
constexpr auto updates = sgd(0.5, 0.9);

int main()
{
    using plan_type = plan::compiled<std::remove_const_t<decltype(net)>, std::remove_const_t<decltype(terms)>,
                                     std::remove_const_t<decltype(expr::as_chain(updates))>,
                                     plan::purpose::train, plan::fusion::fused, double>;
    auto const data = support::blobs<double>(24, 5, 3, 1);
    auto a = make_model<double>(net, seed(1)), b = a;
    static_cast<void>(fit(a, data, terms, updates, steps(5), batch(12), threads(1), quiet));
    static_cast<void>(fit(b, data, terms, updates, steps(5), batch(12), threads(1), quiet, stepwise));
    int const different = support::different_numbers(a, b) > 0 ? 1 : 0;
    auto const y = support::classes_of_rows(12, 3);
    int const wrong = support::worst_gradient_error(net, 5, y, terms) > 1e-6 ? 1 : 0;
    std::printf("%d segments, %s, %s\n", plan_type::fused.segments.count,
                different ? "bits differ" : "same bits", wrong ? "gradient wrong" : "gradient right");
    return different + wrong;
}
