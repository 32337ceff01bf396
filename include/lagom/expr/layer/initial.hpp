// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/config.hpp>

#include <concepts>

namespace lagom {

struct initial_tag {};

struct he_t {
    using initial_concept = initial_tag;
    static constexpr auto variance(int in, int /*out*/) -> double { return 2.0 / in; }
};
struct glorot_t {
    using initial_concept = initial_tag;
    static constexpr auto variance(int in, int out) -> double { return 2.0 / (in + out); }
};
struct lecun_t {
    using initial_concept = initial_tag;
    static constexpr auto variance(int in, int /*out*/) -> double { return 1.0 / in; }
};
struct zeros_t {
    using initial_concept = initial_tag;
    static constexpr auto variance(int /*in*/, int /*out*/) -> double { return 0; }
};

/// Normal weights of variance 2 / inputs, for relu and its like (He et al. 2015, equation 10). The default.
inline constexpr he_t he{};
/// Normal weights of variance 2 / (inputs + outputs), for tanh and sigmoid (Glorot, Bengio 2010, equation
/// 12).
inline constexpr glorot_t glorot{};
/// Normal weights of variance 1 / inputs (LeCun et al. 1998, equation 16).
inline constexpr lecun_t lecun{};
/// Weights that start at zero: for linear models, where nothing needs to tell units apart.
inline constexpr zeros_t zeros{};
/// `zeros` where `using namespace xt` brings xt::zeros, too.
inline constexpr zeros_t zero_weights{};

template <class I>
concept initial_weights = std::same_as<typename I::initial_concept, initial_tag>;

} // namespace lagom
