# SPDX-License-Identifier: BSL-1.0
"""Results as tables."""
import itertools
import math

from . import compile_tables, convolutions, crowded, machine, workloads
from .table import Table, factor, number, percent

SLOWER = "slower"  # the mark where a peer takes less time than we do


# Cells -------------------------------------------------------------------------------------------------------------


def band(result):
    return f"{number(result['us_p10'])} to {number(result['us_p90'])}"


def short(text, length):
    return text if len(text) <= length else text[:length - 3].rstrip() + "..."


def threads_text(threads):
    return "1 thread" if threads == 1 else f"{threads} threads"


def general_notes(results):
    """Of how many rounds the medians are, and which of them were disturbed."""
    rounds = sorted({r["rounds"] for r in results if r.get("rounds")})
    if rounds:
        yield f"Medians of {' to '.join(map(str, dict.fromkeys((rounds[0], rounds[-1]))))} rounds."
    names = dict.fromkeys(f"{r['workload']} ({100 * r['others']:.0f} %)" for r in results if r.get("disturbed"))
    if names:
        yield f"Other processes used more than 5 % of a core during: {', '.join(names)}."


def by_workload(results):
    """(name, results) pairs in the order of the workloads."""
    ordered = sorted(results, key=lambda r: workloads.named(r["workload"]).order)
    return [(name, list(group)) for name, group in itertools.groupby(ordered, key=lambda r: r["workload"])]


# Suite run ---------------------------------------------------------------------------------------------------------


def run_tables(results):
    results = [r for r in results if r["suite"] == "run"]
    for threads in sorted({r["threads"] for r in results}):
        yield sides_table([r for r in results if r["threads"] == threads], threads)
    speedups = [r for r in results if r.get("speedup")]
    for threads in sorted({r["threads"] for r in speedups}):
        yield speedup_table([r for r in speedups if r["threads"] == threads], threads)
    for r in results:
        if r.get("parts"):
            yield parts_table(r)


def sides_table(results, threads):
    order = ["fused", "hand", "unfused", "floor"]
    rows, notes = [], []
    for name, group in by_workload(results):
        for i, r in enumerate(sorted(group, key=lambda r: order.index(r["side"]))):
            rows.append([name if i == 0 else "", r["side"], *side_cells(r)])
            if "error" in r:
                notes.append(f"{name} {r['side']}: {r['error']}")
    return Table(f"A step, {threads_text(threads)}",
                 ["workload", "side", "us", "10 to 90 %", "GFLOP/s", "of peak", "to plain", "to fused"], rows, 2,
                 [*notes, *general_notes(results)])


def side_cells(r):
    if "error" in r:
        return ["-"] * 4 + [""] * 2
    return [number(r["us_median"]), "" if r["side"] == "floor" else band(r), number(r["gflops"]),
            percent(r.get("share_of_peak")), factor(r.get("to_plain")), factor(r.get("to_fused"))]


def speedup_table(results, threads):
    rows = []
    for name, (r,) in by_workload(results):
        peak = r.get("speedup_of_peak")
        rows.append([name, factor(r["speedup"]), factor(peak), percent(peak and r["speedup"] / peak)])
    return Table(f"Fused with {threads} threads against one",
                 ["workload", "speedup", "speedup of the peak", "of it"], rows)


def parts_table(r):
    total = sum(p["us"] for p in r["parts"])
    without = sum(p["us"] for p in r["parts"] if not p["flops"])
    rows, small = [], []
    for p in r["parts"]:
        if p["us"] < 0.005 * total:
            small.append(p["us"])
            continue
        speed = p["flops"] / p["us"] / 1e3 if p["flops"] and p["us"] else None
        share = speed and r.get("peak_gflops") and speed / r["peak_gflops"]
        rows.append([short(p["text"], 90), number(p["us"]), percent(p["us"] / total), number(speed), percent(share)])
    if small:
        rows.append([f"{len(small)} of less than 0.5 %", number(sum(small)), percent(sum(small) / total), "-", ""])
    return Table(f"The loops of {r['workload']}, fused, 1 thread", ["loop", "us", "of the step", "GFLOP/s", "of peak"],
                 rows, notes=[f"Together {number(total)} us, each timed on its own; the whole step takes "
                              f"{number(r['us_median'])} us. Those without products: {percent(without / total)}."])


# Suite peers -------------------------------------------------------------------------------------------------------


def peer_name(result):
    return f"{result['side']} {result['config']}"


def best_of(peers):
    """The result of the peer that takes the least; None if none can do it."""
    return min((p for p in peers if p.get("to_fused")), key=lambda p: p["us_median"], default=None)


def peers_tables(results):
    results = [r for r in results if r["suite"] == "peers"]
    for threads in sorted({r["threads"] for r in results}):
        yield peers_table([r for r in results if r["threads"] == threads], threads)


def peers_table(results, threads):
    names = list(dict.fromkeys(peer_name(r) for r in results if r["side"] != "fused"))
    reasons, ratios, rows = [], [], []
    for workload, group in by_workload(results):
        ours = next((r for r in group if r["side"] == "fused"), {"error": "not measured"})
        peers = {peer_name(r): r for r in group if r["side"] != "fused"}
        best = best_of(peers.values())
        if best:
            ratios.append(best["to_fused"])
        rows.append([workload, peer_name(best) if best else "-", number(ours.get("us_median")),
                     number(best and best["us_median"]), factor(best and best["to_fused"]),
                     SLOWER if best and best["to_fused"] < 1 else "",
                     *(peer_cell(peers.get(n), reasons) for n in names)])
    notes = [f"[{i}] {reason}" for i, reason in enumerate(reasons, 1)]
    if ratios:
        lost = sum(r < 1 for r in ratios)
        notes.insert(0, f"Geometric mean of best to ours: {math.prod(ratios) ** (1 / len(ratios)):.2f} over "
                        f"{len(ratios)} workloads; lagom is {SLOWER} in {lost}.")
    return Table(f"Lagom and its peers, {threads_text(threads)}: us a step",
                 ["workload", "best peer", "lagom", "best", "best to lagom", "lagom is", *names], rows, 2,
                 [*notes, *general_notes(results)])


def peer_cell(result, reasons):
    """Its time; a dash with the number of a footnote if it cannot do it; nothing if it has no such configuration."""
    if result is None:
        return ""
    if "error" not in result:
        return number(result["us_median"])
    side, error = result["side"], result["error"]
    reason = short(error if error.startswith(side) else f"{side}: {error}", 110)
    if reason not in reasons:
        reasons.append(reason)
    return f"- [{reasons.index(reason) + 1}]"


# All ---------------------------------------------------------------------------------------------------------------


def of(results):
    return [*run_tables(results), *crowded.tables(results, general_notes), *peers_tables(results),
            *convolutions.tables(results, general_notes), *compile_tables.of(results)]


def head(record):
    pairs = list(machine.lines(record))
    width = max(len(what) for what, _ in pairs)
    return "\n".join(f"{what:{width}}  {value}" for what, value in pairs) + "\n"


def markdown(record):
    head_lines = "\n".join(f"- {what}: {value}" for what, value in machine.lines(record))
    return "\n".join([head_lines + "\n", *(table.markdown() for table in of(record["results"]))])
