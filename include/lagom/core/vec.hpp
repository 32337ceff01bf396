// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/config.hpp>

namespace lagom::basics {

/// A constexpr vector of fixed capacity. A push into a full one is dropped and remembered: no pass may fail,
/// so the plan reads `full` once, at its end (an error inside a pass would print the whole array).
template <class T, int Capacity>
struct vec {
    T items[Capacity]{};
    int count = 0;
    bool full = false;

    constexpr auto push(T const& item) -> int
    {
        if (count == Capacity) {
            full = true;
            return Capacity - 1;
        }
        items[count] = item;
        return count++;
    }
    constexpr auto operator[](int i) -> T& { return items[i]; }
    constexpr auto operator[](int i) const -> T const& { return items[i]; }
    constexpr auto begin() const -> T const* { return items; }
    constexpr auto end() const -> T const* { return items + count; }
    constexpr auto back() -> T& { return items[count - 1]; }
    constexpr auto size() const -> int { return count; }
};

/// The same items in an array of their own number: what may enter the object file.
template <int N, class T, int Capacity>
constexpr auto trim(T const (&items)[Capacity]) -> vec<T, (N > 0 ? N : 1)>
{
    vec<T, (N > 0 ? N : 1)> exact;
    for (int i = 0; i < N; ++i) {
        exact.push(items[i]);
    }
    return exact;
}

constexpr auto round_up(long n, long unit) -> long { return (n + unit - 1) / unit * unit; }

} // namespace lagom::basics
