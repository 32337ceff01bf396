// SPDX-License-Identifier: BSL-1.0
#include <lagom/report/machine.hpp>

#include <lagom/kernel/lanes.hpp>
#include <lagom/run/buffer.hpp>

#include "core/number_format.hpp"
#include "core/text_table.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <ostream>
#include <thread>

namespace lagom {
namespace {

using math::lane;
using V = lane<float>;

float volatile seen; // keeps what was computed

template <class F>
auto best_seconds(int tries, F f) -> double
{
    double best = 1e30;
    for (int i = 0; i < tries; ++i) {
        auto const start = std::chrono::steady_clock::now();
        f();
        best =
            std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    }
    return best;
}

auto read_line(std::string const& path) -> std::string
{
    std::ifstream in(path);
    std::string line;
    std::getline(in, line);
    return line;
}

/// The value of a key of /proc/cpuinfo; empty where there is none.
auto cpu_info(std::string const& key) -> std::string
{
    std::ifstream in("/proc/cpuinfo");
    for (std::string line; std::getline(in, line);) {
        if (line.rfind(key, 0) == 0 && line.find(':') != std::string::npos) {
            auto const at = line.find_first_not_of(" \t", line.find(':') + 1);
            return at == std::string::npos ? "" : line.substr(at);
        }
    }
    return "";
}

auto widest_registers() -> int
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_cpu_init();
    bool const avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
    return avx512 ? 512 : __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? 256 : 128;
#else
    return 8 * isa::register_bytes;
#endif
}

/// Reads `bytes` again and again, as fast as loads go.
auto read_gbs(long bytes) -> double
{
    runners::buffer<float> numbers(static_cast<std::size_t>(bytes) / sizeof(float));
    // Two additions at once, each of 4 cycles: with fewer they would wait for each other.
    constexpr int sums = 8;
    long const block = sums * long{V::width}, count = static_cast<long>(numbers.size()) / block * block;
    long const repeats = std::max(1L, (16L << 20) / (count * long{sizeof(float)}));
    double const seconds = best_seconds(5, [&] {
        V total[sums];
        for (auto& t : total) {
            t = V(0.0F);
        }
        for (long r = 0; r < repeats; ++r) {
            for (long i = 0; i < count; i += block) {
#pragma GCC unroll 8
                for (int k = 0; k < sums; ++k) {
                    total[k] += V::load(numbers.data() + i + k * V::width);
                }
            }
            seen = sum_of(total[0]);
        }
        for (auto const& t : total) {
            seen = sum_of(t);
        }
    });
    return static_cast<double>(count * repeats) * sizeof(float) / seconds / 1e9;
}

auto triad_gbs() -> double
{
    std::size_t const count = std::size_t{8} << 20;
    runners::buffer<float> a(count), b(count), c(count);
    auto* const to = a.data();
    auto const *x = b.data(), *y = c.data();
    double const seconds = best_seconds(4, [&] {
        for (std::size_t i = 0; i < count; i += V::width) {
            fma(V(3.0F), V::load(y + i), V::load(x + i)).store(to + i);
        }
        seen = to[count / 2];
    });
    // Two numbers read and one written, as STREAM counts; that a line is read before it is written is left out.
    return 12.0 * static_cast<double>(count) / seconds / 1e9;
}

auto caches() -> std::vector<cache_level>
{
    std::vector<cache_level> found;
    for (int i = 0; i < 8; ++i) {
        auto const folder = "/sys/devices/system/cpu/cpu0/cache/index" + std::to_string(i) + "/";
        auto const size = read_line(folder + "size");
        if (size.empty() || read_line(folder + "type") == "Instruction") {
            continue;
        }
        long const unit = size.back() == 'M' ? 1L << 20 : size.back() == 'K' ? 1L << 10 : 1;
        int const level = std::atoi(read_line(folder + "level").c_str());
        found.push_back({level, std::atol(size.c_str()) * unit, 0});
    }
    return found;
}

} // namespace

namespace reports {

void run_at_peak(long rounds)
{
    constexpr int sums = 10; // 2 units with a latency of 4 or 5 need no more, and 16 registers hold them
    constexpr long each = static_cast<long>(peak_round_flops) / 2 / sums;
    V a[sums];
    for (int i = 0; i < sums; ++i) {
        a[i] = V(static_cast<float>(i));
    }
    V const x(0.999F), y(0.01F); // towards 10: no overflow, nor subnormal numbers, which take longer
    for (long k = rounds * each / V::width; k > 0; --k) {
#pragma GCC unroll 10
        for (int i = 0; i < sums; ++i) {
            a[i] = fma(a[i], x, y);
        }
    }
    for (auto const& s : a) {
        seen = sum_of(s);
    }
}

} // namespace reports

auto machine() -> machine_report
{
    machine_report m;
    m.processor = cpu_info("model name");
    m.threads = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    m.built_bits = 8 * isa::register_bytes;
    m.available_bits = std::max(widest_registers(), m.built_bits);
    m.caches = caches();
    constexpr long rounds = 500;
    m.peak_gflops = rounds * reports::peak_round_flops /
        best_seconds(7,
                     [] {
                         reports::run_at_peak(rounds);
                     }) /
        1e9;
    for (auto& c : m.caches) {
        c.read_gbs = read_gbs(std::min(c.bytes / 2, 4L << 20));
    }
    m.memory_read_gbs = read_gbs(128L << 20);
    m.memory_triad_gbs = triad_gbs();
    return m;
}

auto operator<<(std::ostream& out, machine_report const& m) -> std::ostream&
{
    out << (m.processor.empty() ? "unknown processor" : m.processor) << ", " << std::to_string(m.threads)
        << (m.threads == 1 ? " thread" : " threads") << "\nbuilt for " << std::to_string(m.built_bits)
        << "-bit lanes; ";
    if (m.built_bits < m.available_bits) {
        out << "this processor has " << std::to_string(m.available_bits)
            << ": compile with -march=native (meson: -Disa=" << (m.available_bits == 512 ? "avx512" : "avx2")
            << ")\n";
    } else {
        out << "this processor has no wider ones\n";
    }
    auto const speed = [](double gbs) {
        return with_digits(gbs, 3) + " GB/s";
    };
    text_table table("lrr");
    table.add({"one thread", "size", "read"});
    for (auto const& c : m.caches) {
        table.add({"L" + std::to_string(c.level) + " cache", std::to_string(c.bytes >> 10) + " KB",
                   speed(c.read_gbs)});
    }
    table.add({"memory", "", speed(m.memory_read_gbs)});
    return out << table.text() << "memory, a = b + c * d: " << speed(m.memory_triad_gbs)
               << "\nmultiply-adds of float: " << with_digits(m.peak_gflops, 3) << " GFLOP/s\n";
}

} // namespace lagom
