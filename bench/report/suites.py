# SPDX-License-Identifier: BSL-1.0
"""The suites: which sides there are, which are measured together, and what becomes of their times.

A suite yields lists of results, what was measured together in each: a dictionary for each workload, side, configuration
and number of threads.
"""
import itertools
import shutil
import statistics
import subprocess
import sys

from . import workloads
from .machine import BUILD, ROOT, STEPS, measured_machine, output_of
from .rounds import measure, percentile, ratio, say
from .side import Side

PEERS = ROOT / "build/peers"
PYTHON = PEERS / "venv/bin/python"
OWN = ["fused", "unfused", "hand"]
WITH_PARTS = ["mlp-small/stack", "mlp-mnist/plain", "mlp-mnist/all", "conv-fashion/plain", "conv-fashion/bn",
              "resnet20/stack"]


def own_side(workload, name, threads):
    return Side(workload, name, "", threads, (str(STEPS), workload, name, str(threads)))


def peak_side(threads):
    return own_side("peak", "peak", threads)


# Suite run ---------------------------------------------------------------------------------------------------------


def run(globs, threads, timing):
    """Our own sides, a group for each family of workloads: all its variants, sides and numbers of threads."""
    offered = {}
    for line in output_of(STEPS, "--list").split("\n"):
        name, _, side = line.rpartition(" ")
        if side in OWN:
            offered.setdefault(name, []).append(side)
    chosen = workloads.chosen(map(workloads.named, offered), globs)
    for family, members in itertools.groupby(chosen, key=lambda w: w.family):
        yield run_family(family, list(members), offered, threads, timing)


def run_family(family, members, offered, threads, timing):
    sides = [peak_side(n) for n in threads]
    sides += [own_side(w.name, name, n) for n in threads for w in members for name in OWN if name in offered[w.name]]
    with_parts = [s for s in sides if s.name == "fused" and s.threads == 1 and s.workload in WITH_PARTS]
    group = measure(f"run {family}", sides, timing, with_parts)
    machine = measured_machine()  # again: neighbours make a shared cache slower, and then faster
    results = []
    for n, w in itertools.product(threads, members):
        fused = group.times[own_side(w.name, "fused", n)] if "fused" in offered[w.name] else None
        for name in OWN:
            if name in offered[w.name]:
                results.append(own_result(group, w, name, n, fused))
        if group.times[peak_side(n)].us:
            results.append(floor_result(group, w, n, machine, fused))
    return results


def own_result(group, workload, name, threads, fused):
    side = own_side(workload.name, name, threads)
    result = result_of("run", group, workload, side)
    times = group.times[side]
    if name == "fused":
        result["to_plain"] = ratio(times, group.times.get(own_side(workload.plain, "fused", threads)))
        result["parts"] = [part_of(text) for text in times.parts]
        if threads > 1:
            one = group.times.get(own_side(workload.name, "fused", 1))
            result["speedup"] = ratio(one, times)
            result["speedup_of_peak"] = peak_speedup(group, threads)
    else:
        result["to_fused"] = ratio(times, fused)
    return result


def peak_speedup(group, threads):
    slower = ratio(group.times[peak_side(threads)], group.times.get(peak_side(1)))
    return threads / slower if slower else None


def part_of(text):
    us, flops, words = text.split(" ", 2)
    return {"us": float(us), "flops": float(flops), "text": words}


def floor_result(group, workload, threads, machine, fused):
    """Not measured but computed, from the peak that was measured in the same rounds."""
    us = workload.floor_us(peak_gflops(group, threads), machine, threads)
    result = named_result("run", group, workload, "floor", "", threads)
    result |= {"us_median": us, "us_p10": us, "us_p90": us} | speed_of(group, workload, threads, [us])
    if fused and fused.us:
        result["to_fused"] = us / statistics.median(fused.us)
    return result


# Suite peers -------------------------------------------------------------------------------------------------------


def peers_there():
    """The names of the peers that are installed."""
    packages = {p.name for p in PEERS.glob("venv/lib/python*/site-packages/*")}
    return [p for p in ("torch", "jax") if p in packages] + (["dlib"] if (PEERS / "dlib_step").exists() else [])


def install_peers():
    if subprocess.run([ROOT / "bench/peers/setup"]).returncode != 0:
        say("bench/peers/setup failed: see build/peers/setup.log")


def peers(globs, threads, timing):
    """Our fused step beside every configuration of every peer: yields the results of a group for each workload and number of
    threads."""
    ours = set(output_of(STEPS, "--list").split("\n"))
    for w in workloads.chosen(workloads.described().values(), globs):
        if f"{w.name} fused" not in ours:
            continue
        configs = list(peer_configs(w.name))
        for n in threads:
            sides = [peak_side(n), own_side(w.name, "fused", n)]
            sides += [Side(w.name, peer, config, n, peer_command(peer, w.name, n, config))
                      for peer, config in configs]
            group = measure(f"peers {w.name}, threads: {n}", sides, timing)
            results = [result_of("peers", group, w, side) for side in sides[1:]]
            for side, result in zip(sides[2:], results[1:], strict=True):
                result["to_fused"] = ratio(group.times[side], group.times[sides[1]])
            yield results


def peer_configs(workload):
    for peer in peers_there():
        if peer == "dlib":
            yield peer, "openblas"
        else:
            program = ROOT / f"bench/peers/{peer}_step.py"
            for config in output_of(PYTHON, "-B", program, "--workload", workload, "--list").split():
                yield peer, config


def peer_command(peer, workload, threads, config):
    where = ("--workload", workload, "--threads", str(threads))
    if peer == "dlib":
        return (str(PEERS / "dlib_step"), *where)
    return (str(PYTHON), "-B", str(ROOT / f"bench/peers/{peer}_step.py"), *where, "--config", config)


# Suite kernels -----------------------------------------------------------------------------------------------------


def kernels(quick):
    """Programs of their own, which print their own tables."""
    for name, when_quick in (("kernels", []), ("accuracy", ["1e5", "4096"])):
        program = BUILD / "bench" / name
        if not program.exists():
            say(f"{name}: {program.relative_to(ROOT)} is not there")
            continue
        print(f"\n{name}\n", flush=True)
        status = subprocess.run([program, *(when_quick if quick else [])]).returncode
        if status != 0:
            say(f"{name}: ended with status {status}")
    if shutil.which("strace"):
        print("\nsystem calls\n", flush=True)
        subprocess.run([sys.executable, "-B", ROOT / "bench/system_calls.py"])
    sys.stdout.flush()


# Results -----------------------------------------------------------------------------------------------------------


def peak_gflops(group, threads):
    return threads * workloads.PEAK_STEP_FLOPS / statistics.median(group.times[peak_side(threads)].us) / 1e3


def named_result(suite, group, workload, side, config, threads):
    return {"suite": suite, "workload": workload.name, "variant": workload.variant, "side": side, "config": config,
            "threads": threads, "disturbed": group.disturbed, "others": round(group.others, 3)}


def result_of(suite, group, workload, side):
    times = group.times[side]
    result = named_result(suite, group, workload, side.name, side.config, side.threads)
    if times.error:
        return result | {"error": times.error}
    if times.version:
        result["version"] = times.version
    result |= {"us_median": statistics.median(times.us), "us_p10": percentile(times.us, 0.1),
               "us_p90": percentile(times.us, 0.9), "rounds": len(times.us)}
    return result | speed_of(group, workload, side.threads, times.us)


def speed_of(group, workload, threads, us):
    """GFLOP/s, and the share of the peak: of each round's own if there is a time for each."""
    speed = {"gflops": workload.flops / statistics.median(us) / 1e3}
    peak = group.times[peak_side(threads)].us
    if peak:
        flops = threads * workloads.PEAK_STEP_FLOPS
        peaks = peak if len(us) == len(peak) else [statistics.median(peak)] * len(us)
        speed["peak_gflops"] = peak_gflops(group, threads)
        speed["share_of_peak"] = statistics.median(workload.flops / u * p / flops
                                                   for u, p in zip(us, peaks, strict=True))
    return speed
