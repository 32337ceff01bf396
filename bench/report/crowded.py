# SPDX-License-Identifier: BSL-1.0
"""Suite crowded: what more threads cost where there are no cores for them."""
import dataclasses
import statistics
import subprocess
import sys

from . import workloads
from .machine import STEPS
from .rounds import measure, percentile, say
from .side import Side, cores_for
from .table import Table, factor, number

THREADS = [1, 2, 4, 16]
SIDES = [("mlp-tiny/plain", "fused"), ("mlp-small/plain", "fused"), ("mlp-small/stack", "fused"),
         ("mlp-mnist/plain", "fused"), ("mlp-mnist/stack", "fused"), ("mlp-mnist/infer-b1", "predict")]
LEAST_WINDOW = 0.05  # seconds: a system gives those that want a core some milliseconds in turn
PLACES = {"one core": 1, "two cores, one busy process": 2, "two cores, two busy processes": 2}
GOAL = 1.3


class Busy:
    """Processes that do nothing but keep cores busy."""

    def __init__(self, count, cores):
        self.pids = []
        self._processes = []
        for _ in range(count):
            self._processes.append(subprocess.Popen([sys.executable, "-c", "while True: pass"]))
            self.pids.append(self._processes[-1].pid)
            subprocess.run(["taskset", "-pc", ",".join(map(str, cores_for(cores))), str(self.pids[-1])],
                           stdout=subprocess.DEVNULL, check=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in self._processes:
            process.kill()
            process.wait()


def busy_in(place):
    return 0 if place == "one core" else 1 if "one busy" in place else 2


def side_of(workload, name, threads, cores):
    return Side(workload, name, "", threads, (str(STEPS), workload, name, str(threads)), cores)


def run(globs, timing):
    """Yields the results of a group for each workload and place: the numbers of threads take turns, beside the same busy
    processes."""
    long = dataclasses.replace(timing, window=max(timing.window, LEAST_WINDOW))
    chosen = {w.name for w in workloads.chosen(map(workloads.named, dict.fromkeys(w for w, _ in SIDES)), globs)}
    for place, cores in PLACES.items():
        if cores > len(cores_for(cores)):
            say(f"crowded {place}: not that many cores")
            continue
        for workload, name in SIDES:
            if workload in chosen:
                sides = {n: side_of(workload, name, n, cores) for n in THREADS}
                with Busy(busy_in(place), cores) as busy:
                    group = measure(f"crowded {place}: {workload} {name}", list(sides.values()), long,
                                    bystanders=busy.pids)
                yield [result(group, workload, side, place, sides[1]) for side in sides.values()]


def result(group, workload, side, place, one):
    named = {"suite": "crowded", "workload": workload, "side": side.name, "config": place, "threads": side.threads,
             "disturbed": group.disturbed, "others": round(group.others, 3)}
    times = group.times[side]
    if times.error:
        return named | {"error": times.error}
    found = named | {"us_median": statistics.median(times.us), "us_p10": percentile(times.us, 0.1),
                     "us_p90": percentile(times.us, 0.9), "rounds": len(times.us)}
    if group.times[one].us:
        ratios = [a / b for a, b in zip(times.us, group.times[one].us, strict=True)]
        found |= {"to_one": statistics.median(ratios), "to_one_p10": percentile(ratios, 0.1),
                  "to_one_p90": percentile(ratios, 0.9)}
    return found


def tables(results, notes_of):
    """A table for each place."""
    results = [r for r in results if r["suite"] == "crowded"]
    for place in dict.fromkeys(r["config"] for r in results):
        here = [r for r in results if r["config"] == place]
        rows, before = [], None
        for r in here:
            what = f"{r['workload']} {'' if r['side'] == 'fused' else r['side']}".strip()
            rows.append([what if what != before else "", str(r["threads"]), *cells(r)])
            before = what
        worst = max((r["to_one"] for r in here if r.get("to_one")), default=None)
        notes = [f"At most {worst:.2f} times one thread; the goal is {GOAL}."] if worst else []
        yield Table(f"More threads than cores: {place}",
                    ["workload", "threads", "us", "10 to 90 %", "to one thread", "10 to 90 %"], rows, 1,
                    [*notes, *notes_of(here)])


def cells(r):
    if "error" in r:
        return ["-", r["error"], "", ""]
    band = f"{number(r['us_p10'])} to {number(r['us_p90'])}"
    if not r.get("to_one") or r["threads"] == 1:
        return [number(r["us_median"]), band, "", ""]
    return [number(r["us_median"]), band, factor(r["to_one"]), f"{r['to_one_p10']:.2f} to {r['to_one_p90']:.2f}"]
