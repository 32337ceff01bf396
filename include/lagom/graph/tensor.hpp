// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/config.hpp>

namespace lagom::plan {

/// How a tensor is laid out, which is also the loop that covers it. The widest comes first.
enum class space : unsigned char {
    tile, // [width / panel][batch][panel]: activations
    kernel, // [width / panel][depth][panel], the width padded to whole panels: parameters, their gradients
    // and optimizer state
    row, // [width]: one number a column
    column, // [batch]: one number an example
    scalar // one number, kept in double
};

enum class role : unsigned char {
    value, // made by an op
    input, // features of the batch
    target, // what the loss compares with
    incoming, // a gradient handed in from outside
    kernel, // parameters of four roles
    bias,
    norm_scale,
    norm_shift,
    feature_mean, // measured on the training data before it
    feature_deviation,
    state, // carried with the model, not learnt: running statistics
    moment, // carried by the optimizer
    rate, // a number of a node, changeable at run time
    setting, // a number of the objective or the optimizer
    constant,
    batch_size, // of the running batch
    step, // its number, counted from one
    random,
    unused // made by an op that was dropped: takes no storage
};

constexpr auto is_parameter(role r) -> bool
{
    return r == role::kernel || r == role::bias || r == role::norm_scale || r == role::norm_shift;
}

/// The rows of a tile: as many as the batch has, known at run time.
inline constexpr int batch_rows = -1;

struct tensor {
    space where = space::tile;
    role is = role::value;
    bool differentiable = false;
    short home = -1; // the tensor whose storage this one overwrites, or itself
    short producer = -1; // op
    short scope = -1; // of the node that made it
    short layer = -1; // among the layers that own a kernel, in lowering order
    short of = -1; // a moment's parameter
    int rows = 1, cols = 1;
    double start = 0; // a rate's value; a parameter's initial value, or the variance of its initial values
    double low = 0, high = 0; // the range of a rate, a setting or a state
    char const* name = "";
};

/// A block of the network that gives its parts their paths: `residual.0`, or a user's name.
struct scope {
    short parent = -1;
    short ordinal = -1; // -1: a user's name, which counts as itself
    char const* name = "";
    char const* kind = "";
};

} // namespace lagom::plan
