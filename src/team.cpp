// SPDX-License-Identifier: BSL-1.0
#include <lagom/run/team.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <thread>
#include <vector>

#if defined(__linux__)
#include <sched.h>
#endif

namespace lagom {
namespace {

#if defined(__linux__)

/// The core that this thread runs on; -1 if the system does not tell.
auto current_core() -> int { return sched_getcpu(); }

/// Moves the thread of a rank to a core that no other rank is on, if its own is shared and there is such a
/// core. It is not bound to it. Returns whether it moved.
auto leave_shared_core(std::vector<std::atomic<int>> const& core_of, std::size_t rank) -> bool
{
    int const mine = core_of[rank].load(std::memory_order_relaxed);
    cpu_set_t allowed, taken;
    CPU_ZERO(&taken);
    for (std::size_t r = 0; r < core_of.size(); ++r) {
        int const core = core_of[r].load(std::memory_order_relaxed);
        if (r != rank && core >= 0 && core < CPU_SETSIZE) {
            CPU_SET(static_cast<unsigned>(core), &taken);
        }
    }
    if (mine < 0 || mine >= CPU_SETSIZE || !CPU_ISSET(static_cast<unsigned>(mine), &taken) ||
        sched_getaffinity(0, sizeof allowed, &allowed) != 0) {
        return false;
    }
    CPU_AND(&taken, &taken, &allowed);
    cpu_set_t others;
    CPU_XOR(&others, &allowed, &taken);
    if (CPU_COUNT(&others) == 0 || sched_setaffinity(0, sizeof others, &others) != 0) {
        return false;
    }
    sched_setaffinity(0, sizeof allowed, &allowed);
    return true;
}

#else

auto current_core() -> int { return -1; }
auto leave_shared_core(std::vector<std::atomic<int>> const&, std::size_t) -> bool { return false; }

#endif

constexpr int looks = 64;
constexpr std::chrono::microseconds until_yield{50}, until_sleep{1000};

void pause()
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    asm volatile("yield");
#endif
}

/// Units that a worker has left, [first, last), and how many times it has opened such a range.
struct range {
    std::uint64_t bits; // 16 for the count, 24 each for first and last

    explicit range(std::uint64_t b) : bits(b) {}
    range(std::uint64_t count, int first, int last)
        : bits(count << 48 | static_cast<std::uint64_t>(first) << 24 | static_cast<std::uint64_t>(last))
    {
    }
    [[nodiscard]] auto count() const -> std::uint64_t { return bits >> 48; }
    [[nodiscard]] auto first() const -> int { return static_cast<int>(bits >> 24 & 0xffffff); }
    [[nodiscard]] auto last() const -> int { return static_cast<int>(bits & 0xffffff); }
    [[nodiscard]] auto empty() const -> bool { return first() >= last(); }
};

struct alignas(64) units_left {
    std::atomic<std::uint64_t> bits{0};

    [[nodiscard]] auto now() const -> range { return range(bits.load(std::memory_order_relaxed)); }
    /// Whether nobody changed it meanwhile; else `from` is what it is now. What the units read and write is
    /// handed over by barriers.
    auto change(range& from, range to) -> bool
    {
        return bits.compare_exchange_weak(from.bits, to.bits, std::memory_order_relaxed);
    }
};

} // namespace

struct team::crew {
    std::vector<units_left> left; // by worker
    std::vector<std::atomic<int>> core_of; // where each worker was seen last; -1: nowhere yet
    void (*region)(void*, int) = nullptr; // null: go home
    void* context = nullptr;
    alignas(64) std::atomic<unsigned> regions{0};
    alignas(64) std::atomic<unsigned> phase{0};
    alignas(64) std::atomic<int> arrived{0};
    std::vector<std::jthread> workers;

    explicit crew(std::size_t size) : left(size), core_of(size)
    {
        for (auto& core : core_of) {
            core.store(-1, std::memory_order_relaxed);
        }
    }
    /// A short wait is spun through. In a longer one the core is offered to others between looks: the thread
    /// that is waited for may have been woken on this very core. After a thousandth of a second the wait
    /// becomes sleep; not sooner, because who has slept comes late himself, and the others fall asleep in
    /// turn.
    void wait_while(std::atomic<unsigned>& number, unsigned old, int rank)
    {
        using clock = std::chrono::steady_clock;
        auto const start = clock::now();
        for (auto waited = clock::duration::zero(); waited < until_sleep; waited = clock::now() - start) {
            for (int i = 0; i < looks; ++i) {
                if (number.load(std::memory_order_acquire) != old) {
                    return;
                }
                pause();
            }
            if (waited > until_yield) {
                std::this_thread::yield();
            }
        }
        while (number.load(std::memory_order_acquire) == old) {
            number.wait(old, std::memory_order_acquire);
        }
        spread_out(rank);
    }
    /// A system likes to wake a thread on the core of the one that wakes it, and two that wait for each other
    /// in turn on one core never look like two that need two: 4 times slower than on two cores.
    void spread_out(int rank)
    {
        auto const r = static_cast<std::size_t>(rank);
        core_of[r].store(current_core(), std::memory_order_relaxed);
        if (leave_shared_core(core_of, r)) {
            core_of[r].store(current_core(), std::memory_order_relaxed);
        }
    }
    void start_region()
    {
        regions.fetch_add(1, std::memory_order_release);
        regions.notify_all();
    }
};

team::team(int threads) : size_(threads), crew_(std::make_unique<crew>(static_cast<std::size_t>(threads))) {}

team::~team()
{
    if (!crew_->workers.empty()) {
        crew_->region = nullptr;
        crew_->start_region();
    }
    for (auto& worker : crew_->workers) {
        worker.join();
    }
}

void team::barrier(int rank)
{
    if (size_ == 1) {
        return;
    }
    auto& c = *crew_;
    auto const phase = c.phase.load(std::memory_order_relaxed);
    if (c.arrived.fetch_add(1, std::memory_order_acq_rel) + 1 == size_) {
        c.arrived.store(0, std::memory_order_relaxed);
        c.phase.store(phase + 1, std::memory_order_release);
        c.phase.notify_all();
    } else {
        c.wait_while(c.phase, phase, rank);
    }
}

void team::open(int rank, int first, int last)
{
    auto& mine = crew_->left[static_cast<std::size_t>(rank)];
    mine.bits.store(range(mine.now().count() + 1, first, last).bits, std::memory_order_relaxed);
}

auto team::take(int rank) -> int
{
    auto& mine = crew_->left[static_cast<std::size_t>(rank)];
    auto r = mine.now();
    auto const count = r.count();
    while (!r.empty()) {
        if (mine.change(r, range(count, r.first() + 1, r.last()))) {
            return r.first();
        }
    }
    for (int i = 1; i < size_; ++i) { // one with another count has not come here yet
        auto& other = crew_->left[static_cast<std::size_t>((rank + i) % size_)];
        for (r = other.now(); r.count() == count && !r.empty();) {
            if (other.change(r, range(count, r.first(), r.last() - 1))) {
                return r.last() - 1;
            }
        }
    }
    return -1;
}

void team::run_region(void (*region)(void*, int), void* context)
{
    auto& c = *crew_;
    c.region = region;
    c.context = context;
    for (int rank = static_cast<int>(c.workers.size()) + 1; rank < size_; ++rank) {
        c.workers.emplace_back([this, &c, rank] {
            for (unsigned seen = 0;; ++seen) {
                c.wait_while(c.regions, seen, rank);
                if (c.region == nullptr) {
                    return;
                }
                c.region(c.context, rank);
                barrier(rank);
            }
        });
    }
    c.spread_out(0);
    c.start_region();
    region(context, 0);
    barrier(0);
}

} // namespace lagom
