"""Runs tests of a meson build directory, prints what passed and what failed, and appends "PASSED FAILED" to a file.

usage: run_suites.py BUILD COUNTS PATTERN...   where a pattern is a suite, or SUITE/TEST

Tests written with doctest count by their test cases, all others count as one. An executable that is missing, that
crashes, or that runs no test case is one failure. Another test that ends with 77 is skipped; its last line says why.
"""
import concurrent.futures
import fnmatch
import json
import os
import pathlib
import re
import subprocess
import sys
import time

SKIPPED = 77
DOCTEST = {"unit", "exact", "fixtures", "networks"}
SUMMARY = re.compile(r"\[doctest\] test cases:\s*(\d+) \|\s*(\d+) passed \|\s*(\d+) failed")
SLOWER = float(os.environ.get("LAGOM_SLOWER") or 1) # a sanitizer's factor on time limits


def suite_of(test):
    return test["suite"][0].split(":")[-1]


def chosen(test):
    name = f"{suite_of(test)}/{test['name']}"
    return any(fnmatch.fnmatch(name, p if "/" in p else f"{p}/*") for p in patterns)


def verdict(test):
    """Passed, failed, why, output, seconds."""
    command, start = test["cmd"], time.time()
    if not pathlib.Path(command[0]).exists():
        return 0, 1, "was not built", "", 0
    try:
        run = subprocess.run(command, cwd=test["workdir"] or build, env={**os.environ, **test["env"]}, timeout=test["timeout"] * SLOWER,
                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
        output, code = run.stdout, run.returncode
    except subprocess.TimeoutExpired as late:
        output, code = (late.stdout or b"").decode(errors="replace"), "none: it took too long"
    seconds = time.time() - start
    if suite_of(test) not in DOCTEST:
        if code == SKIPPED:
            return 0, 0, (output.splitlines() or ["no reason given"])[-1], "", seconds
        return (0, 1, f"exit code {code}", output, seconds) if code else (1, 0, "", output, seconds)
    found = SUMMARY.findall(output)
    cases, passed, failed = map(int, found[-1]) if found else (0, 0, 0)
    why = f"exit code {code}" if code else "" if cases else "ran no test case"
    if why and not failed:
        failed = 1
    return passed, failed, why, output, seconds


build, counts, *patterns = sys.argv[1:]
tests = json.loads(subprocess.run(["meson", "introspect", "--tests", build], check=True, capture_output=True, text=True).stdout)
tests = sorted(filter(chosen, tests), key=suite_of)
with concurrent.futures.ThreadPoolExecutor(int(os.environ.get("LAGOM_JOBS") or os.cpu_count())) as pool:
    verdicts = list(pool.map(verdict, tests))

skipped = {} # by suite and reason
lines = {} # one a doctest executable, one for all tests of another suite
for test, (passed, failed, why, output, seconds) in zip(tests, verdicts):
    suite = suite_of(test)
    line = lines.setdefault(f"{suite} {test['name']}" if suite in DOCTEST else suite, [0, 0, 0.0])
    for i, x in enumerate((passed, failed, seconds)):
        line[i] += x
    if not passed and not failed:
        skipped.setdefault((suite, why), []).append(test["name"])
    if failed:
        print(f"\n-- {suite} {test['name']}: {failed} failed ({why})")
        said = output.splitlines()
        print("\n".join(said if len(said) <= 60 else [*said[:50], f"[{len(said) - 55} lines]", *said[-5:]]))
for name, (passed, failed, seconds) in lines.items():
    print(f"   {name:24}{passed:5} passed{f'{failed:5} FAILED' if failed else '':14}{seconds:7.1f} s")

for (suite, why), names in skipped.items():
    print(f"   skipped: {suite} {', '.join(names)}: {why}")

if not tests:
    sys.exit(f"no test matches {' '.join(patterns)}")
with open(counts, "a") as file:
    print(sum(v[0] for v in verdicts), sum(v[1] for v in verdicts), file=file)
