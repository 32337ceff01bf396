// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/config.hpp>

namespace lagom {

/// The static shape of one example, as errors print it: `extents<28, 28>` is a 28-by-28 image. The batch axis
/// is not in it.
template <int... N>
struct extents {};

/// The same as a value: what the checks compute with.
struct shape {
    static constexpr int most = 6;
    int rank = 0;
    int extent[most]{};

    constexpr auto size() const -> int
    {
        int product = 1;
        for (int i = 0; i < rank; ++i) {
            product *= extent[i];
        }
        return product;
    }
    /// The last extent: what each position holds. A series is [positions, channels], an image [height, width,
    /// channels]; a vector has one position.
    constexpr auto channels() const -> int { return rank > 0 ? extent[rank - 1] : 1; }
    constexpr auto positions() const -> int
    {
        int product = 1;
        for (int i = 0; i + 1 < rank; ++i) {
            product *= extent[i];
        }
        return product;
    }
    /// The same positions with other channels.
    constexpr auto with_channels(int count) const -> shape
    {
        shape s = *this;
        s.extent[rank > 0 ? rank - 1 : 0] = count;
        return s;
    }
    constexpr auto operator==(shape const&) const -> bool = default;
};

constexpr auto vector_of(int width) -> shape { return {1, {width}}; }

} // namespace lagom
