// SPDX-License-Identifier: BSL-1.0
#include <lagom/report/benchmark.hpp>

#include <lagom/run/blas.hpp>

#include "core/number_format.hpp"
#include "core/text_table.hpp"

#include <algorithm>
#include <ostream>

namespace lagom {

auto benchmark_result::fused() const -> double
{
    double sum = 0;
    for (auto const& s : segments) {
        sum += s.fused;
    }
    return sum;
}

auto benchmark_result::unfused() const -> double
{
    double sum = 0;
    for (auto const& s : segments) {
        sum += s.unfused;
    }
    return sum;
}

auto operator<<(std::ostream& out, benchmark_result const& r) -> std::ostream&
{
    text_table table("rrrl");
    table.add({"fused us", "unfused us", "ratio",
               "segment (batch " + std::to_string(r.rows) + ", one thread; unfused: " + blas::name() + ")"});
    auto const add = [&](double fused, double unfused, std::string const& what) {
        table.add({shown(fused, 1), shown(unfused, 1), shown(unfused / fused, 2), what});
    };
    for (auto const& s : r.segments) {
        if (s.fused + s.unfused >= 0.005 * r.unfused()) {
            add(s.fused, s.unfused, s.what);
        }
    }
    add(r.fused(), r.unfused(), "the whole step");
    return out << table.text() << with_digits(r.flops / r.fused() / 1e3, 3) << " GFLOP/s fused, "
               << with_digits(r.flops / r.unfused() / 1e3, 3) << " unfused\n";
}

namespace reports {

template <class T>
void feed_at_random(runners::runner<T>& program, long examples)
{
    auto const& p = program.plan();
    random_stream draws(seed(1), draws_for::split);
    auto const x = program.tile(p.input), y = p.target < 0 ? tile_view<T>{} : program.tile(p.target);
    for (long i = 0; i < examples; ++i) {
        for (long position = 0; position < x.positions; ++position) {
            for (long c = 0; c < x.cols; ++c) {
                x(i, position, c) = static_cast<T>(draws.normal());
            }
        }
        for (long position = 0; position < y.positions; ++position) {
            for (long c = 0; c < y.cols; ++c) {
                y(i, position, c) = static_cast<T>(i % y.cols == c ? 1 : 0);
            }
        }
    }
}

} // namespace reports

namespace {

auto median(std::vector<double>& values) -> double
{
    auto const middle = values.begin() + static_cast<long>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// The segment of each op; what is drawn, or made once more, belongs to the first that reads it.
auto segments_of(plan::view const& p) -> std::vector<int>
{
    std::vector<int> of(p.ops.size(), -1);
    for (std::size_t i = 0; i < of.size(); ++i) {
        of[i] = p.spots[i].segment;
        for (int k = 0; k < p.ops[i].arity; ++k) {
            short const producer = p.at(p.ops[i].in[k]).producer;
            if (producer >= 0 && of[static_cast<std::size_t>(producer)] < 0) {
                of[static_cast<std::size_t>(producer)] = of[i];
            }
        }
    }
    return of;
}

} // namespace

namespace reports {

template <class T>
auto time_both(runners::runner<T>& fused, runners::runner<T>& unfused, int rounds)
    -> std::vector<segment_time>
{
    auto const& p = fused.plan();
    auto const of = segments_of(p);
    std::vector<std::vector<double>> a(p.segments.size()), b(p.ops.size());
    for (int round = -2; round < rounds; ++round) { // two to warm up
        std::vector<double> seconds, by_op;
        fused.run_timed(static_cast<std::uint32_t>(round + 3), seconds);
        unfused.run_timed(static_cast<std::uint32_t>(round + 3), by_op);
        for (std::size_t s = 0; s < a.size() && round >= 0; ++s) {
            a[s].push_back(seconds[s]);
        }
        for (std::size_t i = 0; i < b.size() && round >= 0; ++i) {
            b[i].push_back(by_op[i]);
        }
    }
    std::vector<segment_time> found(p.segments.size());
    for (std::size_t s = 0; s < found.size(); ++s) {
        found[s].what = plan::segment_text(p, static_cast<int>(s));
        found[s].fused = 1e6 * median(a[s]);
    }
    for (std::size_t i = 0; i < b.size(); ++i) {
        if (of[i] >= 0) {
            found[static_cast<std::size_t>(of[i])].unfused += 1e6 * median(b[i]);
        }
    }
    return found;
}

auto segment_flops(plan::view const& p, int segment, long rows) -> double
{
    short const anchor = p.segments[static_cast<std::size_t>(segment)].anchor;
    if (anchor < 0) {
        return 0;
    }
    auto const& o = p.ops[static_cast<std::size_t>(anchor)];
    bool const contracts = graphs::about(o.what).work == graphs::counting::products;
    return contracts ? static_cast<double>(plan::work_of(p, o, 0).at(rows)) : 0;
}

auto contraction_flops(plan::view const& p, long rows) -> double
{
    double count = 0;
    for (int s = 0; s < static_cast<int>(p.segments.size()); ++s) {
        count += segment_flops(p, s, rows);
    }
    return count;
}

} // namespace reports

template void reports::feed_at_random(runners::runner<float>&, long);
template void reports::feed_at_random(runners::runner<double>&, long);
template auto reports::time_both(runners::runner<float>&, runners::runner<float>&, int)
    -> std::vector<segment_time>;
template auto reports::time_both(runners::runner<double>&, runners::runner<double>&, int)
    -> std::vector<segment_time>;

} // namespace lagom
