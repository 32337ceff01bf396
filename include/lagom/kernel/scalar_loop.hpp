// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/kernel/program.hpp>

namespace lagom::kernels {

/// Numbers computed once a step, in double: the same programs on plain numbers.
template <class F, int... In>
void run_scalar(apply<F, In...>, position at, double* r, auto const* /*operands*/)
{
    r[at.reg] = F{}(r[In]...);
}
void run_scalar(load<access::scalar>, position at, double* r, auto const* operands)
{
    r[at.reg] = operands[at.operand].number[0];
}
template <access How, int In>
void run_scalar(store<How, In>, position at, double* r, auto const* operands)
{
    operands[at.operand].number[0] = r[In];
}

template <class T, int FirstRegister, int FirstOperand, class... Instructions>
void run_scalars(program<FirstRegister, FirstOperand, Instructions...>, pointer<T> const* operands)
{
    constexpr auto at = positions_of<Instructions...>(FirstRegister, FirstOperand);
    double r[at.back().reg + 1]{};
    auto const* here = at.data();
    (run_scalar(Instructions{}, *here++, r, operands), ...);
}

template <class T, class Program>
void scalar_loop(call<T> const& c, int /*first*/, int /*last*/)
{
    run_scalars(Program{}, c.operands);
}

} // namespace lagom::kernels
