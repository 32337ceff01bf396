// SPDX-License-Identifier: BSL-1.0
#include <lagom/run/buffer.hpp>

#include <algorithm>
#include <cstdlib>
#include <new>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace lagom::runners {

auto allocate_bytes(std::size_t count) -> void*
{
    constexpr std::size_t line = 64, large_page = std::size_t{2} << 20;
    void* p = nullptr;
    auto const bytes = std::max((count + line - 1) / line * line, line);
    if (posix_memalign(&p, bytes < large_page ? line : large_page, bytes) != 0) {
        throw std::bad_alloc();
    }
#ifdef __linux__
    // A panel's rows lie a page or more apart, and there are thousands of pages: 4 % of a step 1024 wide. Only
    // whole pages, so that no more memory is taken. Where the system has none, nothing changes.
    if (auto const whole = bytes / large_page * large_page; whole > 0) {
        madvise(p, whole, MADV_HUGEPAGE);
    }
#endif
    return p;
}

} // namespace lagom::runners
