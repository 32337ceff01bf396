// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "check_gradients.hpp"

#include <utility>

namespace lagom {

template <int W>
inline constexpr auto by_rows = input<W> | dense<W> | layer_norm | tanh | dense<W>;
template <>
inline constexpr auto by_rows<1> =
    input<1> | dense<1> | tanh | dense<1>; // one number less its mean is 0 exactly
template <int W>
inline constexpr auto by_columns = input<W> | dense<W> | batch_norm | relu | dense<W>;

/// Widths about those of a register and of a panel, which a loop cuts its columns into.
template <class T>
using widths = std::integer_sequence<int, 1, isa::width<T> - 1, isa::width<T>, isa::width<T> + 1,
                                     isa::panel<T> - 1, isa::panel<T>, isa::panel<T> + 1>;

template <class T, int... W>
void check_widths(long rows, std::integer_sequence<int, W...>)
{
    auto const check = [&]<int N>(std::integral_constant<int, N>) {
        CAPTURE(N);
        auto const x = support::rows_of<T>(static_cast<std::size_t>(rows), N);
        xt::xtensor<T, 2> const y = 0.5 * xt::sin(T(3) * x);
        check_gradients<T>(by_rows<N>, x, y, mse);
        if (rows > 1) {
            check_gradients<T>(by_columns<N>, x, y, mse);
        }
    };
    (check(std::integral_constant<int, W>{}), ...);
}

template <class T>
void check_widths()
{
    for (long const rows : {1L, 2L, 7L, 64L, 65L}) {
        CAPTURE(rows);
        check_widths<T>(rows, widths<T>{});
    }
}

} // namespace lagom
