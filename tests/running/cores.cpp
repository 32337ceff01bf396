// SPDX-License-Identifier: BSL-1.0
#include "one_core.hpp"

#include <lagom/run/cores.hpp>
#include <lagom/train/options.hpp>

#include <doctest/doctest.h>

#include <map>

using namespace lagom;

namespace {

auto cores_with(std::map<std::string, std::string> const& files) -> int
{
    return runners::cores_in_quota([&](std::string const& path) {
        auto const found = files.find(path);
        return found == files.end() ? "" : found->second;
    });
}

auto cores_with_cpu_max(std::string const& text) -> int
{
    return cores_with({{"/proc/self/cgroup", "0::/\n"}, {"/sys/fs/cgroup/cpu.max", text}});
}

} // namespace

TEST_CASE("cores_in_quota: version 2, rounded up, but a tenth of a core is no core")
{
    CHECK(cores_with_cpu_max("max 100000\n") == 0);
    CHECK(cores_with_cpu_max("100000 100000\n") == 1);
    CHECK(cores_with_cpu_max("150000 100000\n") == 2);
    CHECK(cores_with_cpu_max("205000 100000\n") == 2);
    CHECK(cores_with_cpu_max("215000 100000\n") == 3);
    CHECK(cores_with_cpu_max("20000 100000\n") == 1);
    CHECK(cores_with_cpu_max("1000 1000000\n") == 1);
    CHECK(cores_with_cpu_max("1600000 50000\n") == 32);
}

TEST_CASE("cores_in_quota: no file, or one that is damaged, is no quota")
{
    CHECK(cores_with({}) == 0);
    CHECK(cores_with({{"/proc/self/cgroup", "0::/user.slice\n"}}) == 0);
    CHECK(cores_with({{"/proc/self/cgroup", "what\n::\n:\n\n"}}) == 0);
    for (auto const* const text : {"", "100000", "x y", "-5 100000", "100000 0", "0 0"}) {
        CAPTURE(text);
        CHECK(cores_with_cpu_max(text) == 0);
    }
}

TEST_CASE("cores_in_quota: the least of the group's and of those around it")
{
    std::map<std::string, std::string> files{
        {"/proc/self/cgroup", "0::/system.slice/job.service\n"},
        {"/sys/fs/cgroup/system.slice/job.service/cpu.max", "800000 100000"},
        {"/sys/fs/cgroup/system.slice/cpu.max", "300000 100000"},
        {"/sys/fs/cgroup/cpu.max", "max 100000"}};
    CHECK(cores_with(files) == 3);
    files["/sys/fs/cgroup/system.slice/job.service/cpu.max"] = "100000 100000";
    CHECK(cores_with(files) == 1);
}

TEST_CASE("cores_in_quota: version 1, by the group's path or, in a container, at the root")
{
    std::string const groups = "12:memory:/docker/1f\n4:cpu,cpuacct:/docker/1f\n1:name=systemd:/docker/1f\n";
    CHECK(cores_with({{"/proc/self/cgroup", groups},
                      {"/sys/fs/cgroup/cpu/docker/1f/cpu.cfs_quota_us", "250000\n"},
                      {"/sys/fs/cgroup/cpu/docker/1f/cpu.cfs_period_us", "100000\n"}}) == 3);
    CHECK(cores_with({{"/proc/self/cgroup", groups},
                      {"/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "400000\n"},
                      {"/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000\n"}}) == 4);
    CHECK(cores_with({{"/proc/self/cgroup", groups},
                      {"/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n"},
                      {"/sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n"}}) == 0);
    CHECK(cores_with({{"/proc/self/cgroup", "4:cpuset:/docker/1f\n"},
                      {"/sys/fs/cgroup/cpuset/cpu.cfs_quota_us", "100000\n"},
                      {"/sys/fs/cgroup/cpuset/cpu.cfs_period_us", "100000\n"}}) == 0);
}

TEST_CASE("threads: the default is the cores that the process may run on; what is asked for is kept")
{
    CHECK(trainers::workers_of(trainers::read_options()) == runners::usable_cores());
    auto const all = runners::usable_cores();
    support::one_core const pinned;
    CHECK(all <= CPU_COUNT(&pinned.before));
    CHECK(runners::usable_cores() == 1);
    CHECK(trainers::workers_of(trainers::read_options()) == 1);
    CHECK(trainers::workers_of(trainers::read_options(threads(7))) == 7);
}
