#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Runs the benchmarks that bench/run has built; see bench/README.md."""
import argparse
import json
import os
import pathlib
import shutil
import sys

from report import chart, compile, convolutions, crowded, machine, suites, tables
from report.rounds import Timing, say

HERE = pathlib.Path(__file__).resolve().parent
SUITES = ["run", "crowded", "kernels", "compile", "convolutions", "peers"]
RECORD, TABLES = machine.BUILD / "run.json", machine.BUILD / "tables.md"
CHARTS = {1: "steps.svg", 2: "steps_2_threads.svg"}

HELP = """\
Times training steps and inferences: each side is a process, and all that are compared take turns within a round.

suites:
  run       lagom fused and unfused, steps written by hand, and the floor
  crowded   more threads than there are cores for: on one core, and beside busy processes
  kernels   the kernels and the mathematical functions one by one
  compile   what programs cost the compiler, beside dlib and PyTorch
  convolutions  layers one by one in their three directions, beside PyTorch's if build/peers has it
  peers     lagom fused beside PyTorch, JAX and dlib
  without a name: run, crowded, kernels, compile and convolutions, and peers if build/peers has some"""
EXAMPLES = """\
examples:
  bench/run --quick run --only mlp-small --threads 1
  bench/run peers --install --only '*/stack'

Writes run.json, tables.md, steps.svg and steps_2_threads.svg to build/bench. What a run measures again takes the place
of older results of the same build; the others stay."""


def arguments():
    parser = argparse.ArgumentParser(prog="bench/run", description=HELP, epilog=EXAMPLES,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("suites", nargs="*", metavar="SUITE", help=", ".join(SUITES))
    parser.add_argument("--only", action="append", metavar="GLOB",
                        help="workloads or families, such as mlp-small or '*/stack', or programs of compile; may be "
                             "repeated")
    parser.add_argument("--threads", type=thread_counts, metavar="N,...",
                        help="numbers of threads; default 1,2, as far as there are cores")
    parser.add_argument("--rounds", type=int, metavar="N", help="default 31, for crowded, convolutions and peers 15")
    parser.add_argument("--quick", action="store_true", help="5 short rounds: whether it works, not how fast it is")
    parser.add_argument("--install", action="store_true", help="first installs the peers into build/peers")
    parser.add_argument("--update-readme", action="store_true",
                        help="only puts tables.md and the charts of earlier runs into bench/README.md")
    parser.add_argument("--update-counts", action="store_true",
                        help="only counts what programs cost the compiler, into bench/compile/counts.json")
    given = parser.parse_args()
    for suite in given.suites:
        if suite not in SUITES:
            parser.error(f"no suite {suite}: there are {', '.join(SUITES)}")
    if given.rounds is not None and given.rounds < 1:
        parser.error("--rounds needs at least one")
    return given


def thread_counts(text):
    cores = len(os.sched_getaffinity(0))
    try:
        counts = sorted({int(word) for word in text.split(",")})
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected numbers such as 1,2, not {text}") from None
    if not all(1 <= n <= cores for n in counts):
        raise argparse.ArgumentTypeError(f"from 1 to {cores}, the cores that may be used")
    return counts


def suites_of(given):
    if given.install:
        suites.install_peers()
    if not given.suites:
        return SUITES[:-1] + (["peers"] if suites.peers_there() else [])
    if "peers" in given.suites and not suites.peers_there():
        raise SystemExit("no peers in build/peers: bench/run peers --install installs them")
    return [suite for suite in SUITES if suite in given.suites]


def timing_of(given, suite):
    if given.quick:
        return Timing(given.rounds or 5, 0.004)
    return Timing(given.rounds or (31 if suite == "run" else 15))


# The record: what was measured by this and by earlier runs -----------------------------------------------------------


def key(result):
    return tuple(result[name] for name in ("suite", "workload", "side", "config", "threads"))


def earlier(record):
    """The results of the file, unless they are of another build or machine."""
    try:
        old = json.loads(RECORD.read_text())
        same = old["flags"] == record["flags"] and all(
            old["versions"][name] == record["versions"][name] for name in ("lagom", "compiler")) and \
            old["machine"]["processor"] == record["machine"]["processor"]
    except (OSError, ValueError, KeyError):
        return []
    if not same:
        say("the results of another build or machine in run.json are dropped")
    return old["results"] if same else []


def merge(record, results):
    """Takes the new results into the record; an older result of the same thing goes."""
    for result in results:
        result["date"] = record["date"]
    new = {key(r) for r in results}
    record["results"] = [r for r in record["results"] if key(r) not in new] + results
    record["versions"] |= {r["side"]: r["version"] for r in results if r.get("version")}


def rounded(value):
    """Seven digits are more than was measured."""
    if isinstance(value, dict):
        return {k: rounded(v) for k, v in value.items()}
    if isinstance(value, list):
        return [rounded(v) for v in value]
    return float(f"{value:.7g}") if isinstance(value, float) else value


def write(record):
    RECORD.write_text(json.dumps(rounded(record), indent=1) + "\n")
    TABLES.write_text(tables.markdown(record))
    for threads, name in CHARTS.items():
        drawing = chart.draw(record["results"], threads)
        if drawing:
            (machine.BUILD / name).write_text(drawing)


# What the command does -----------------------------------------------------------------------------------------------


def measured(suite, given, threads):
    """Yields the results of what is measured together."""
    timing = timing_of(given, suite)
    if suite == "compile":
        yield compile.run(given.only, given.quick)
    elif suite == "crowded":
        yield from crowded.run(given.only, timing)
    elif suite == "convolutions":
        yield from convolutions.run(given.only, timing, suites.PYTHON if "torch" in suites.peers_there() else None)
    elif suite == "run":
        yield from suites.run(given.only, threads, timing)
    else:
        yield from suites.peers(given.only, threads, timing)


def measure(given):
    chosen = suites_of(given)
    threads = given.threads or [n for n in (1, 2) if n <= len(os.sched_getaffinity(0))]
    record = machine.describe()
    record["results"] = earlier(record)
    print(tables.head(record), flush=True)
    machine.warn_if_busy()
    for suite in chosen:
        if suite == "kernels":
            suites.kernels(given.quick)
            continue
        results = []
        for together in measured(suite, given, threads):  # kept at once: what was measured outlives an interruption
            merge(record, together)
            write(record)
            results += together
        if not results:
            say(f"{suite}: no workload matches {' '.join(given.only or [])}")
        for table in tables.of(results):
            print(table.text(), flush=True)
    say(f"the files are in {machine.BUILD.relative_to(machine.ROOT)}: {RECORD.name}, {TABLES.name}, *.svg")


def update_readme():
    readme = HERE / "README.md"
    before, opening, rest = readme.read_text().partition("<!-- tables -->")
    _, closing, after = rest.partition("<!-- /tables -->")
    if not closing:
        raise SystemExit("bench/README.md has no <!-- tables --> with a <!-- /tables --> after it")
    if not TABLES.exists():
        raise SystemExit("no build/bench/tables.md yet: bench/run writes it")
    images = []
    for threads, name in CHARTS.items():
        if (machine.BUILD / name).exists():
            shutil.copy(machine.BUILD / name, HERE / name)
            images.append(f"![A step relative to its floor, {tables.threads_text(threads)}]({name})\n")
    readme.write_text("\n".join([before + opening, "", *images, TABLES.read_text(), closing + after]))


def main():
    given = arguments()
    if given.update_counts:
        compile.update_counts()
    elif given.update_readme:
        update_readme()
    else:
        measure(given)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("\nstopped")
