// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/kernel/program.hpp>

namespace lagom::kernels {

/// Numbers computed once a step, in double: the same program on plain numbers.
template <class Program>
struct scalar_loop;

template <int Registers, int Sums, int Draws, class... Instructions>
struct scalar_loop<program<Registers, Sums, Draws, Instructions...>> {
    template <class T>
    static void run(call<T> const& c, int /*first*/, int /*last*/)
    {
        double r[Registers > 0 ? Registers : 1]{};
        (one(Instructions{}, r, c.operands), ...);
    }

private:
    template <class F, int Reg, int... In, class T>
    static void one(apply<F, Reg, In...>, double* r, pointer<T> const*)
    {
        r[Reg] = F{}(r[In]...);
    }
    template <access How, int Operand, int Reg, class T>
    static void one(load<How, Operand, Reg>, double* r, pointer<T> const* p)
    {
        r[Reg] = p[Operand].number[0];
    }
    template <access How, int Operand, int Reg, class T>
    static void one(store<How, Operand, Reg>, double* r, pointer<T> const* p)
    {
        p[Operand].number[0] = r[Reg];
    }
};

} // namespace lagom::kernels
