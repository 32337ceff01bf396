// SPDX-License-Identifier: BSL-1.0
#include <lagom/kernel/program.hpp>

namespace lagom::kernels {

template <class T, int RegisterBytes>
auto across(lane<T> const* sums, int stride, bool most) -> lane<T>
{
    constexpr int W = lane<T>::width;
    alignas(64) T n[W][W];
    alignas(64) T out[W];
    for (int i = 0; i < W; ++i) {
        sums[i * stride].store(n[i]);
    }
    for (int half = W / 2; half > 0; half /= 2) {
        for (int i = 0; i < W; ++i) {
            for (int k = 0; k < half; ++k) {
                T const a = n[i][k], b = n[i][k + half];
                n[i][k] = most ? (b > a ? b : a) : a + b;
            }
        }
    }
    for (int i = 0; i < W; ++i) {
        out[i] = n[i][0];
    }
    return lane<T>::load(out);
}

template auto across(lane<float> const*, int, bool) -> lane<float>;
template auto across(lane<double> const*, int, bool) -> lane<double>;

} // namespace lagom::kernels
