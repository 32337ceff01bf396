// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <lagom/core/config.hpp>

#include <iosfwd>
#include <string>
#include <vector>

namespace lagom {

/// One level of cache, as one core sees it.
struct cache_level {
    int level = 0;
    long bytes = 0;
    double read_gbs = 0; // measured, one thread, 10^9 bytes a second
};

/// The processor, what lagom was compiled for, and what one thread was measured to reach.
struct machine_report {
    std::string processor;
    int threads = 1; // that can run at once
    int built_bits = 0, available_bits = 0; // of a vector register: compiled for, and there
    std::vector<cache_level> caches;
    double peak_gflops = 0; // multiply-adds of float, each counted as two, one thread
    double memory_read_gbs = 0; // from beyond the caches, one thread
    double memory_triad_gbs = 0; // a = b + c * d, 12 bytes a number counted
};

/// What lagom runs on. Measures for about half a second.
///
/// Example  std::cout << machine();
auto machine() -> machine_report;

auto operator<<(std::ostream& out, machine_report const& m) -> std::ostream&;

namespace reports {

/// Does multiply-adds in registers and nothing else, `rounds` times 1.5 million operations of float: the
/// ceiling of every kernel.
void run_at_peak(long rounds);
inline constexpr double peak_round_flops = 1572864;

} // namespace reports

} // namespace lagom
