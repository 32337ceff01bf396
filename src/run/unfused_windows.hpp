// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/graph/op.hpp>
#include <lagom/graph/window.hpp>
#include <lagom/run/xtensor.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

/// What looks through windows, written down once more: by walks of its own over images, and products of a BLAS.
namespace lagom::runners {

/// Calls f(row of the operand, row of the result, tap) for each example and each tap that is not beyond an edge.
inline void walk_windows(graphs::window const& w, std::size_t batch, auto f)
{
    for (int oy = 0; oy < w.out_height; ++oy) {
        for (int ky = 0; ky < w.taps_y; ++ky) {
            int const y = oy * w.stride_y + ky * w.dilation - w.top;
            if (y < 0 || y >= w.in_height) {
                continue;
            }
            for (int ox = 0; ox < w.out_width; ++ox) {
                for (int kx = 0; kx < w.taps_x; ++kx) {
                    int const x = ox * w.stride_x + kx * w.dilation - w.left;
                    if (x < 0 || x >= w.in_width) {
                        continue;
                    }
                    for (std::size_t e = 0; e < batch; ++e) {
                        f(static_cast<std::size_t>(y * w.in_width + x) * batch + e,
                          static_cast<std::size_t>(oy * w.out_width + ox) * batch + e,
                          static_cast<std::size_t>(ky * w.taps_x + kx));
                    }
                }
            }
        }
    }
}

template <class T>
using matrix = xt::xtensor<T, 2>;

/// Row of the result, (tap, column): what the convolution multiplies (im2col); zeros beyond the edge.
template <class T>
auto seen_columns(graphs::window const& w, matrix<T> const& x, std::size_t batch) -> matrix<T>
{
    std::size_t const cols = x.shape(1);
    matrix<T> out = xt::zeros<T>(
        {static_cast<std::size_t>(w.out_positions()) * batch, static_cast<std::size_t>(w.taps()) * cols});
    walk_windows(w, batch, [&](std::size_t in, std::size_t result, std::size_t tap) {
        std::copy_n(&x(in, 0), cols, &out(result, tap * cols));
    });
    return out;
}
/// Row of the operand, (tap, column): what comes back to it.
template <class T>
auto seeing_columns(graphs::window const& w, matrix<T> const& dy, std::size_t batch) -> matrix<T>
{
    std::size_t const cols = dy.shape(1);
    matrix<T> out = xt::zeros<T>(
        {static_cast<std::size_t>(w.in_positions()) * batch, static_cast<std::size_t>(w.taps()) * cols});
    walk_windows(w, batch, [&](std::size_t in, std::size_t result, std::size_t tap) {
        std::copy_n(&dy(result, 0), cols, &out(in, tap * cols));
    });
    return out;
}

/// [taps * channels, columns] as [taps * columns, channels].
template <class T>
void turn_taps(graphs::window const& w, matrix<T> const& kernel, matrix<T>& out)
{
    std::size_t const channels = out.shape(1), cols = kernel.shape(1);
    for (std::size_t tap = 0; tap < static_cast<std::size_t>(w.taps()); ++tap) {
        for (std::size_t c = 0; c < channels; ++c) {
            for (std::size_t o = 0; o < cols; ++o) {
                out(tap * cols + o, c) = kernel(tap * channels + c, o);
            }
        }
    }
}

/// Calls f(column of the operand, row of the kernel, column of the result) for what meets under a tap.
inline void walk_groups(graphs::window const& w, std::size_t in_cols, std::size_t out_cols, std::size_t tap,
                        auto f)
{
    auto const groups = static_cast<std::size_t>(w.groups);
    std::size_t const in_group = in_cols / groups, out_group = out_cols / groups;
    for (std::size_t o = 0; o < out_cols; ++o) {
        for (std::size_t k = 0; k < in_group; ++k) {
            f(o / out_group * in_group + k, tap * in_group + k, o);
        }
    }
}
template <class T>
void group_convolve(graphs::window const& w, matrix<T> const& x, matrix<T> const& kernel, matrix<T>& y,
                    std::size_t batch)
{
    y.fill(0);
    walk_windows(w, batch, [&](std::size_t in, std::size_t result, std::size_t tap) {
        walk_groups(w, x.shape(1), y.shape(1), tap, [&](std::size_t c, std::size_t k, std::size_t o) {
            y(result, o) += x(in, c) * kernel(k, o);
        });
    });
}
template <class T>
void group_convolve_back(graphs::window const& w, matrix<T> const& dy, matrix<T> const& kernel, matrix<T>& dx,
                         std::size_t batch)
{
    dx.fill(0);
    walk_windows(w, batch, [&](std::size_t in, std::size_t result, std::size_t tap) {
        walk_groups(w, dx.shape(1), dy.shape(1), tap, [&](std::size_t c, std::size_t k, std::size_t o) {
            dx(in, c) += dy(result, o) * kernel(k, o);
        });
    });
}
template <class T>
void group_convolve_outer(graphs::window const& w, matrix<T> const& x, matrix<T> const& dy, matrix<T>& dw,
                          std::size_t batch)
{
    dw.fill(0);
    walk_windows(w, batch, [&](std::size_t in, std::size_t result, std::size_t tap) {
        walk_groups(w, x.shape(1), dy.shape(1), tap, [&](std::size_t c, std::size_t k, std::size_t o) {
            dw(k, o) += x(in, c) * dy(result, o);
        });
    });
}

/// How many taps each row of the result sees.
inline auto taps_of_rows(graphs::window const& w, std::size_t batch) -> std::vector<int>
{
    std::vector<int> count(static_cast<std::size_t>(w.out_positions()) * batch);
    walk_windows(w, batch, [&](std::size_t, std::size_t result, std::size_t) {
        ++count[result];
    });
    return count;
}
template <class T>
void window_sum(graphs::window const& w, matrix<T> const& x, matrix<T>& y, std::size_t batch)
{
    auto const count = taps_of_rows(w, batch);
    y.fill(0);
    walk_windows(w, batch, [&](std::size_t in, std::size_t result, std::size_t) {
        for (std::size_t c = 0; c < y.shape(1); ++c) {
            y(result, c) += x(in, c);
        }
    });
    for (std::size_t r = 0; r < y.shape(0) && w.mean; ++r) {
        for (std::size_t c = 0; c < y.shape(1); ++c) {
            y(r, c) /= static_cast<T>(std::max(count[r], 1));
        }
    }
}
template <class T>
void window_unsum(graphs::window const& w, matrix<T> const& dy, matrix<T>& dx, std::size_t batch)
{
    auto const count = taps_of_rows(w, batch);
    dx.fill(0);
    walk_windows(w, batch, [&](std::size_t in, std::size_t result, std::size_t) {
        for (std::size_t c = 0; c < dx.shape(1); ++c) {
            dx(in, c) += dy(result, c) / static_cast<T>(w.mean ? count[result] : 1);
        }
    });
}
template <class T>
void window_first_most(graphs::window const& w, matrix<T> const& x, matrix<T>& out, std::size_t batch)
{
    matrix<T> most = xt::zeros<T>(out.shape());
    matrix<T> seen = xt::zeros<T>(out.shape());
    walk_windows(w, batch, [&](std::size_t in, std::size_t result, std::size_t tap) {
        for (std::size_t c = 0; c < out.shape(1); ++c) {
            T const here = x(in, c);
            bool const is_first = seen(result, c) == T(0);
            // The walk goes through columns before rows of taps: of equal numbers the lower tap stays.
            bool const is_more = is_first || here > most(result, c) ||
                (here == most(result, c) && static_cast<T>(tap) < out(result, c));
            if (std::isnan(here) || std::isnan(most(result, c))) {
                most(result, c) = out(result, c) = std::isnan(here) ? here : most(result, c);
            } else if (is_more) {
                most(result, c) = here;
                out(result, c) = static_cast<T>(tap);
            }
            seen(result, c) = 1;
        }
    });
}
template <class T>
void window_pick(graphs::window const& w, matrix<T> const& x, matrix<T> const& taps, matrix<T>& y,
                 std::size_t batch)
{
    y = taps; // so that NaN stays
    walk_windows(w, batch, [&](std::size_t in, std::size_t result, std::size_t tap) {
        for (std::size_t c = 0; c < y.shape(1); ++c) {
            if (taps(result, c) == static_cast<T>(tap)) {
                y(result, c) = x(in, c);
            }
        }
    });
}
template <class T>
void window_unpick(graphs::window const& w, matrix<T> const& dy, matrix<T> const& taps, matrix<T>& dx,
                   std::size_t batch)
{
    dx.fill(0);
    walk_windows(w, batch, [&](std::size_t in, std::size_t result, std::size_t tap) {
        for (std::size_t c = 0; c < dx.shape(1); ++c) {
            if (taps(result, c) == static_cast<T>(tap) || std::isnan(taps(result, c))) {
                dx(in, c) += dy(result, c);
            }
        }
    });
}
template <class T>
void group_sum(matrix<T> const& x, std::size_t count, matrix<T>& y)
{
    y.fill(0);
    for (std::size_t r = 0; r < x.shape(0); ++r) {
        for (std::size_t c = 0; c < x.shape(1); ++c) {
            for (std::size_t o = c / count * count; o < (c / count + 1) * count; ++o) {
                y(r, o) += x(r, c);
            }
        }
    }
}

/// An op that sees its operand through a window.
///
/// @param y         its second operand, or the first again
/// @param multiply  (a, whether transposed, b, whether transposed, product)
template <class T>
void through_window(graphs::op const& o, graphs::window const& w, matrix<T> const& x, matrix<T> const& y,
                    matrix<T>& out, std::size_t batch, auto multiply)
{
    using enum graphs::op_kind;
    switch (o.what) {
    case position_sum:
        return window_sum(w, x, out, batch);
    case unsum:
        return window_unsum(w, x, out, batch);
    case pick:
        return window_pick(w, x, y, out, batch);
    case unpick:
        return window_unpick(w, x, y, out, batch);
    case first_most:
        return window_first_most(w, x, out, batch);
    case graphs::op_kind::turn_taps:
        return runners::turn_taps(w, x, out);
    case convolve:
        return multiply(seen_columns(w, x, batch), false, y, false, out);
    case convolve_back:
        return multiply(seeing_columns(w, x, batch), false, y, false, out);
    case convolve_outer:
        return multiply(seen_columns(w, x, batch), true, y, false, out);
    case graphs::op_kind::group_convolve:
        return runners::group_convolve(w, x, y, out, batch);
    case graphs::op_kind::group_convolve_back:
        return runners::group_convolve_back(w, x, y, out, batch);
    case graphs::op_kind::group_convolve_outer:
        return runners::group_convolve_outer(w, x, y, out, batch);
    case map:
    case draw:
    case column_sum:
    case row_sum:
    case row_max:
    case total:
    case matmul:
    case matmul_back:
    case outer:
    case concat:
    case slice:
    case flatten:
    case unflatten:
    case graphs::op_kind::group_sum:
        break; // they see no positions
    }
}

} // namespace lagom::runners
