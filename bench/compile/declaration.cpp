// SPDX-License-Identifier: BSL-1.0
// The network, the objective, the optimizer and the stopping rule of the quickstart, declared and nothing more.
#include <lagom/expr/activation/relu.hpp>
#include <lagom/expr/layer/dense.hpp>
#include <lagom/expr/layer/input.hpp>
#include <lagom/expr/loss/cross_entropy.hpp>
#include <lagom/expr/noise/dropout.hpp>
#include <lagom/expr/norm/batch_norm.hpp>
#include <lagom/expr/norm/standardize.hpp>
#include <lagom/expr/objective.hpp>
#include <lagom/expr/penalty/l1.hpp>
#include <lagom/expr/penalty/l2.hpp>
#include <lagom/expr/select/depth.hpp>
#include <lagom/expr/select/role.hpp>
#include <lagom/expr/piped.hpp>
#include <lagom/expr/stop/epochs.hpp>
#include <lagom/expr/stop/join.hpp>
#include <lagom/expr/stop/patience.hpp>
#include <lagom/expr/update/adam.hpp>
#include <lagom/expr/update/clip.hpp>

using namespace lagom;

constexpr auto net = input<64> | standardize
    | dense<128> | batch_norm | relu | dropout(0.3)
    | dense<64>  | relu | dropout(0.2)
    | dense<10>;

constexpr auto objective = cross_entropy + l2(1e-4) + l1(1e-5).on(first<1> && kernel);
constexpr auto optimizer = clip_norm(1.0) | adam(1e-3);
constexpr auto until     = patience(10).restoring_best() || epochs(200);

int main() {}
