# SPDX-License-Identifier: BSL-1.0
"""The tables of the suite compile."""
from . import compile as suite
from .table import Table, factor, number

PARTS = ["program", "precompiled", "frontend", "kernels", "steps"]


def of(results):
    parts = {part: [r for r in results if r["suite"] == "compile" and r["part"] == part] for part in PARTS}
    if parts["program"]:
        yield programs_table(parts)
    if parts["precompiled"]:
        yield precompiled_table(parts)
    if parts["frontend"]:
        yield frontends_table(parts)


def named(r):
    return f"{r['side']} {r['compiler'].split('.')[0]}"


def in_order(results, names):
    return sorted(results, key=lambda r: names.index(r["workload"]) if r["workload"] in names else -1)


def cells(r):
    return ["-"] * 3 if "error" in r else [number(r["seconds"]), f"{r['mb']:.0f}", f"{r['object_kb']:.0f}"]


def programs_table(parts):
    rows, last = [], ""
    for r in in_order(parts["program"], ["headers", *suite.PROGRAMS]):
        counted = [str(r[key]) if key in r else "-" for key in (
            "kernels", "longest_kernel_symbol", "longest_symbol", "functions", "specializations")]
        rows.append([r["workload"] if r["workload"] != last else "", named(r), r["config"], *cells(r), *counted,
                     budget_text(r), "; ".join(over(r))])
        last = r["workload"]
    return Table("What a program costs the compiler",
                 ["program", "compiler", "level", "s", "MB", "object KB", "kernels", "kernel symbol",
                  "longest symbol", "functions", "specializations", "budget", "over budget"],
                 rows, 3, list(notes_of(parts)))


def is_budgeted(r):
    return r["side"] == "g++" and r["config"] == "-O2"


def limits(r):
    """(unit, limit, value) of each number of a result that has a budget."""
    budget = suite.BUDGETS.get(r["workload"]) if is_budgeted(r) else None
    if budget:
        yield from (("s", budget.seconds, r.get("seconds")), ("MB", budget.mb, r.get("mb")),
                    ("kernels", budget.kernels, r.get("kernels")))


def budget_text(r):
    return ", ".join(f"{limit} {unit}" for unit, limit, _ in limits(r) if limit)


def over(r):
    """What is over its budget. That of a kernel's symbol holds for every compiler and level."""
    if "error" in r:
        return ["does not compile"]
    found = [f"{number(value)} {unit}" for unit, limit, value in limits(r)
             if limit is not None and value is not None and value > limit]
    symbol = r.get("longest_kernel_symbol", 0)
    return found + ([f"a kernel's symbol: {symbol}"] if symbol > suite.KERNEL_SYMBOL else [])


def verdict(ok):
    return "within" if ok else "OVER"


def notes_of(parts):
    compilers = dict.fromkeys(f"{r['side']} {r['compiler']}" for r in parts["program"])
    rounds = max((r["rounds"] for r in parts["program"] if "rounds" in r), default=1)
    times = f"median of {rounds}" if rounds > 1 else "once"
    yield f"{', '.join(compilers)}; {' '.join(suite.FLAGS)}; no precompiled header. Processor time, {times}."
    yield f"Budgets are those of g++ with -O2, and of a kernel's symbol with each: {suite.KERNEL_SYMBOL} characters."
    for r in parts["kernels"]:
        headers = next((h for h in parts["program"] if h["workload"] == "headers" and h["side"] == r["side"]
                        and h["config"] == "-O2" and "seconds" in h), None)
        if headers and "seconds" in r:
            each = max(0.0, r["seconds"] - headers["seconds"]) / r["kernels"]
            yield (f"A kernel, {named(r)} -O2: {each:.2f} s, {verdict(each <= suite.KERNEL_SECONDS)} the budget of "
                   f"{suite.KERNEL_SECONDS} s (the quickstart's {r['kernels']} alone, less the headers).")
    for r in parts["steps"]:
        yield (f"Constant expressions, {named(r)}, dense_50: {steps_text(r)} of the steps allowed by default, "
               f"{verdict(r['enough'] <= suite.STEPS_PERCENT)} the budget of {suite.STEPS_PERCENT} %.")


def steps_text(r):
    return f"more than {r['above']} %, at most {r['enough']} %" if r["above"] else f"at most {r['enough']} %"


def by_compiler(results, workload):
    return {(r["side"], r["config"]): r for r in results if r["workload"] == workload and "seconds" in r}


def precompiled_table(parts):
    plain = by_compiler(parts["program"], "quickstart")
    found = by_compiler(parts["precompiled"], "quickstart")
    rows = []
    for (side, level), r in plain.items():
        header, with_header = found.get((side, f"{level} header")), found.get((side, f"{level} with header"))
        if header and with_header:
            rows.append([named(r), level, number(r["seconds"]), number(with_header["seconds"]),
                         factor(r["seconds"] / with_header["seconds"]), number(header["seconds"]),
                         f"{header['object_kb'] / 1000:.0f}"])
    return Table("The edit loop: the quickstart with a precompiled lagom.hpp",
                 ["compiler", "level", "s without", "s with", "times faster", "s for the header, once",
                  "MB of the header"], rows, 2)


def frontends_table(parts):
    ours = by_compiler(parts["program"], "quickstart")
    rows = []
    libraries = {"lagom": [*ours.values()]}
    for r in parts["frontend"]:
        libraries.setdefault(f"{r['workload'].removesuffix('_trainer')} {r['library']}", []).append(r)
    for library, results in libraries.items():
        for i, r in enumerate(results):
            own = ours.get((r["side"], r["config"]))
            ratio = r["seconds"] / own["seconds"] if own and "seconds" in r else None
            rows.append([library if i == 0 else "", named(r), r["config"], *cells(r), factor(ratio)])
    return Table("A trainer of the quickstart's network in other libraries",
                 ["library", "compiler", "level", "s", "MB", "object KB", "s to lagom"], rows, 3,
                 ["Theirs are compiled once, and take made-up data; ours reads a file. dlib's trainer has no l1 and no "
                  "clipping."])
