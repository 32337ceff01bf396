// SPDX-License-Identifier: BSL-1.0
#include <lagom/kernel/instruction.hpp>

#include <bit>
#include <utility>

namespace lagom::kernels {
namespace {

template <class T>
struct numbers {
    using type [[gnu::vector_size(lane<T>::width * sizeof(T))]] = T;
};
template <class T>
using vector_of = typename numbers<T>::type;

/// Registers hold `Rows` rows each, of as many numbers as there is room for. Halves of the rows of a and of b, the
/// rows of a first: the lower halves, or the upper.
template <int Rows, bool Upper, class V, int... I>
auto halves(V a, V b, std::integer_sequence<int, I...>) -> V
{
    constexpr int count = sizeof...(I), half = count / Rows / 2;
    // Number I of the result is number I % half of a half row; row I / half of 2 * Rows.
    return __builtin_shufflevector(a, b, (I / half * 2 * half + I % half + (Upper ? half : 0))...);
}

/// Two registers of `Rows` rows each become one of twice as many rows of half as many numbers, until each row
/// is one number.
template <int Rows, class T>
auto fold(vector_of<T>* v, bool most) -> lane<T>
{
    constexpr int W = lane<T>::width;
    if constexpr (Rows < W) {
        constexpr auto all = std::make_integer_sequence<int, W>{};
        for (int i = 0; i < W / Rows / 2; ++i) {
            auto const low = halves<Rows, false>(v[2 * i], v[2 * i + 1], all),
                       high = halves<Rows, true>(v[2 * i], v[2 * i + 1], all);
            v[i] = most ? (high > low ? high : low) : low + high;
        }
        return fold<2 * Rows, T>(v, most);
    } else {
        return std::bit_cast<typename lane<T>::batch>(v[0]);
    }
}

} // namespace

template <class T>
auto across(lane<T> const* sums, int stride, bool most) -> lane<T>
{
    constexpr int W = lane<T>::width;
    vector_of<T> v[W];
    for (int i = 0; i < W; ++i) {
        v[i] = std::bit_cast<vector_of<T>>(sums[i * stride]);
    }
    return fold<1, T>(v, most);
}

template auto across(lane<float> const*, int, bool) -> lane<float>;
template auto across(lane<double> const*, int, bool) -> lane<double>;

template <class T>
auto one_at(long place) -> lane<T>
{
    alignas(64) T numbers[lane<T>::width]{};
    numbers[place] = 1;
    return lane<T>::load(numbers);
}

template auto one_at<float>(long) -> lane<float>;
template auto one_at<double>(long) -> lane<double>;

} // namespace lagom::kernels
