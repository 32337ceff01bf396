// SPDX-License-Identifier: BSL-1.0
// 400 nodes become a model, and a training step of 300 with g++, of 150 with clang, with the compilers' own limits.
#include <lagom/lagom.hpp>

using namespace lagom;

template <int N>
constexpr auto plain()
{
    if constexpr (N == 1) {
        return input<8> | dense<8> | relu;
    } else {
        return plain<N - 1>() | dense<8> | relu;
    }
}
template <int N>
constexpr auto normed()
{
    if constexpr (N == 1) {
        return input<8> | standardize | dense<8> | batch_norm | relu;
    } else {
        return normed<N - 1>() | dense<8> | batch_norm | relu;
    }
}

auto declares() -> std::size_t { return make_model(plain<199>(), seed(1)).paths().size(); }

auto fits(data_set const& data) -> long
{
#ifdef __clang__
    constexpr int nodes = 150;
#else
    constexpr int nodes = 300;
#endif
    auto model = make_model(plain<nodes / 2>() | dense<3>, seed(1));
    auto other = make_model(normed<nodes / 3>() | dense<3>, seed(1));
    auto const objective = cross_entropy + l2(1e-4) + l1(1e-5).on(last<1>);
    auto const updates = clip_norm(1.0) | adam(1e-3) | decay(0.01);
    return fit(model, data, data, objective, updates, epochs(1), quiet).epochs +
        fit(other, data, data, objective, updates, epochs(1), quiet).epochs;
}
