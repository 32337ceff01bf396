// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/config.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <memory>

namespace lagom::runners {

/// Memory on a cache line's border, on large pages where it fills some; for std::free. Throws std::bad_alloc.
auto allocate_bytes(std::size_t count) -> void*;

/// Zeroed memory of `allocate_bytes`.
template <class T>
class buffer {
public:
    buffer() = default;
    explicit buffer(std::size_t count) : data_(allocate(count)), count_(count) {}
    buffer(buffer const& other) : buffer(other.count_) { std::copy_n(other.data(), count_, data()); }
    buffer(buffer&&) noexcept = default;
    auto operator=(buffer other) noexcept -> buffer&
    {
        std::swap(data_, other.data_);
        std::swap(count_, other.count_);
        return *this;
    }
    ~buffer() = default;

    [[nodiscard]] auto data() const -> T* { return data_.get(); }
    [[nodiscard]] auto size() const -> std::size_t { return count_; }

    /// At least `count` numbers; those that were there stay, new ones are zero.
    void grow(std::size_t count)
    {
        if (count > count_) {
            buffer larger(count);
            std::copy_n(data(), count_, larger.data());
            *this = std::move(larger);
        }
    }

private:
    struct free_memory {
        void operator()(T* p) const { std::free(p); }
    };
    static auto allocate(std::size_t count) -> std::unique_ptr<T[], free_memory>
    {
        auto* const p = static_cast<T*>(allocate_bytes(count * sizeof(T)));
        std::fill_n(p, count, T(0));
        return std::unique_ptr<T[], free_memory>(p);
    }

    std::unique_ptr<T[], free_memory> data_;
    std::size_t count_ = 0;
};

} // namespace lagom::runners
