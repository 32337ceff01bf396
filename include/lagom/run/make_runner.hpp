// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/kernel/table.hpp>
#include <lagom/run/policy.hpp>
#include <lagom/run/program.hpp>

#include <memory>

namespace lagom::runners {

template <class Plan>
auto make_unfused(store<typename Plan::scalar>& model) -> std::unique_ptr<runner<typename Plan::scalar>>;

/// A program of one purpose for a model's store, under a policy.
template <class Net, class Objective, class Chain, plan::purpose Why, policy Policy, class T>
auto make_runner(store<T>& model) -> std::unique_ptr<runner<T>>
{
    using compiled = plan::compiled<Net, Objective, Chain, Why, Policy::how, T>;
    if constexpr (std::same_as<Policy, unfused_t>) {
        return make_unfused<compiled>(model);
    } else {
        return std::make_unique<program<T>>(plan::view_of<compiled>(),
                                            kernels::table<compiled>::entries.data(), model);
    }
}

/// The same for a model that is only looked at: for purposes whose programs write neither parameters nor
/// state.
template <class Net, class Objective, plan::purpose Why, policy Policy, class T>
auto make_reader(store<T> const& model) -> std::unique_ptr<runner<T>>
{
    static_assert(Why != plan::purpose::train && Why != plan::purpose::update &&
                  Why != plan::purpose::forward_training);
    auto program = make_runner<Net, Objective, plan::no_chain, Why, Policy>(const_cast<store<T>&>(model));
    program->read_rates();
    return program;
}

} // namespace lagom::runners
