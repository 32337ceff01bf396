// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/config.hpp>

namespace lagom::plan {

/// What a program is for. Training and inference are different programs.
enum class purpose : unsigned char {
    infer, // x -> output
    evaluate, // x, target -> output, loss
    forward_training, // x -> output, with noise and the batch's statistics; state moves on
    backward, // x, dy -> dx and the gradients of the parameters, in inference mode
    backward_training, // the same in training mode
    gradient, // x, target -> the gradients of the objective, in training mode; state stays
    train, // x, target -> the next parameters
    update // gradients -> the next parameters
};

constexpr auto trains(purpose p) -> bool
{
    return p != purpose::infer && p != purpose::evaluate && p != purpose::backward;
}
constexpr auto wants_loss(purpose p) -> bool
{
    return p == purpose::evaluate || p == purpose::gradient || p == purpose::train;
}
constexpr auto wants_gradients(purpose p) -> bool
{
    return p == purpose::backward || p == purpose::backward_training || p == purpose::gradient;
}
constexpr auto reads_outside_gradient(purpose p) -> bool
{
    return p == purpose::backward || p == purpose::backward_training;
}

} // namespace lagom::plan
