# SPDX-License-Identifier: BSL-1.0
"""Suite convolutions: one layer in each of its directions, beside PyTorch's two memory formats; one thread."""
import fnmatch
import json
import statistics

from . import workloads
from .machine import ROOT, STEPS
from .rounds import measure, percentile, ratio
from .side import Side
from .table import Table, factor, number, percent

CONFIGS = ["nchw", "cl"]


def described():
    return json.loads(workloads.FILE.read_text())["convolutions"]


def directions(layer):
    return ["forward", "by-kernel"] if layer["first"] else ["forward", "by-input", "by-kernel"]


def flops(layer):
    height, width, channels = layer["input"]
    less = layer["kernel"] - 1 if layer["valid"] else 0
    return 2 * layer["batch"] * (height - less) * (width - less) * layer["kernel"] ** 2 * channels * layer["channels"]


def run(globs, timing, torch_python):
    """Yields the results of a group for each layer and direction. Without a python that has torch, our side is alone."""
    for layer in described():
        name = f"conv {layer['name']}"
        if globs and not any(fnmatch.fnmatch(n, g) for g in globs for n in (name, layer["name"], "conv")):
            continue
        for direction in directions(layer):
            peak = Side("peak", "peak", "", 1, (str(STEPS), "peak", "peak", "1"))
            sides = [Side(name, "lagom", direction, 1, (str(STEPS), name, direction, "1"))]
            if torch_python:
                command = (str(torch_python), "-B", str(ROOT / "bench/peers/torch_convolution.py"), "--workload", name,
                           "--direction", direction, "--config")
                sides += [Side(name, "torch", f"{direction} {config}", 1, (*command, config)) for config in CONFIGS]
            group = measure(f"convolutions {name} {direction}", [peak, *sides], timing)
            yield [result(group, layer, side, group.times[peak], group.times[sides[0]]) for side in sides]


def result(group, layer, side, peak, ours):
    named = {"suite": "convolutions", "workload": side.workload, "side": side.name, "config": side.config, "threads": 1,
             "disturbed": group.disturbed, "others": round(group.others, 3)}
    times = group.times[side]
    if times.error:
        return named | {"error": times.error}
    us = statistics.median(times.us)
    found = named | {"us_median": us, "us_p10": percentile(times.us, 0.1), "us_p90": percentile(times.us, 0.9),
                     "rounds": len(times.us), "gflops": flops(layer) / us / 1e3}
    if times.version:
        found["version"] = times.version
    of_peak = ratio(peak, times)
    if of_peak:
        found["share_of_peak"] = of_peak * flops(layer) / workloads.PEAK_STEP_FLOPS
    if times is not ours:
        found["to_lagom"] = ratio(times, ours)
    return found


def tables(results, notes_of):
    """A row for each layer and direction."""
    results = [r for r in results if r["suite"] == "convolutions"]
    if not results:
        return
    known, rows, notes = {f"conv {layer['name']}": layer for layer in described()}, [], []
    by_key = {(r["workload"], r["config"]): r for r in results}
    for name, layer in known.items():
        for direction in directions(layer):
            ours = by_key.get((name, direction))
            if ours is None:
                continue
            theirs = [r for c in CONFIGS if (r := by_key.get((name, f"{direction} {c}")))]
            best = min((r for r in theirs if r.get("to_lagom")), key=lambda r: r["us_median"], default=None)
            rows.append([title(layer) if direction == "forward" else "", direction, *cells(ours), *best_cells(best)])
            notes += [f"{name} {r['config']}, {r['side']}: {r['error']}" for r in [ours, *theirs] if "error" in r]
    yield Table("Convolutions, 1 thread",
                ["layer", "direction", "us", "10 to 90 %", "GFLOP/s", "of peak", "torch", "us", "of peak", "to lagom",
                 "lagom is"], rows, 2, [*notes, *notes_of(results)])


def title(layer):
    height, width, channels = layer["input"]
    size, how = layer["kernel"], " valid" if layer["valid"] else ""
    return f"{layer['batch']} of {height} x {width} x {channels} to {layer['channels']}, {size} x {size}{how}"


def cells(r):
    if "error" in r:
        return ["-"] * 4
    return [number(r["us_median"]), f"{number(r['us_p10'])} to {number(r['us_p90'])}", number(r["gflops"]),
            percent(r.get("share_of_peak"))]


def best_cells(best):
    if not best:
        return [""] * 5
    return [best["config"].split()[1], number(best["us_median"]), percent(best.get("share_of_peak")),
            factor(best["to_lagom"]), "slower" if best["to_lagom"] < 1 else ""]
