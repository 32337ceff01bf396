#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Counts the system calls of a training step: what 4000 steps make more than 1000 do, under strace.

usage: system_calls.py [WORKLOAD]     after bench/run has built the steps; needs Debian's strace
"""
import collections
import pathlib
import re
import subprocess
import sys
import tempfile

STEPS = pathlib.Path(__file__).resolve().parents[1] / "build/bench/bench/steps"
FEW, MANY = 1000, 4000


def calls(workload, threads, count):
    """By name, how often all threads of the process called the system."""
    with tempfile.NamedTemporaryFile("r") as log:
        subprocess.run(["strace", "-f", "--seccomp-bpf", "-e", "trace=!sched_yield", "-o", log.name, STEPS, workload,
                        "fused", str(threads)], input=f"run {count}\nquit\n", text=True, check=True,
                       stdout=subprocess.DEVNULL)
        return collections.Counter(re.findall(r"^\d+ +(\w+)\(", log.read(), re.M))


def main():
    workload = sys.argv[1] if len(sys.argv) > 1 else "mlp-small/stack"
    print(f"system calls of {MANY - FEW} more steps of {workload} (waiting for a core, sched_yield, is not traced: "
          "a traced one would make the next wait)")
    for threads in (1, 2):
        more = calls(workload, threads, MANY)
        more.subtract(calls(workload, threads, FEW))
        text = ", ".join(f"{n} {name}" for name, n in more.most_common() if n) or "none"
        print(f"  {threads} thread{'s' if threads > 1 else ''}: {text}")


main()
