# SPDX-License-Identifier: BSL-1.0
"""Counts what a program of bench/compile costs a compiler without optimization, and fails where that has grown.

usage: compile_counts.py PROGRAM COMPILER [ARGUMENT...]   where a first COMPILER ccache is left out

Ends with 77, and the reason, where the committed counts are those of another compiler or of other libraries.
"""
import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "bench"))
from report import compile as suite, compilers  # noqa: E402

program, *command = sys.argv[1:]
compiler = compilers.described(next(word for word in command if pathlib.Path(word).name != "ccache"))
reason = suite.reason_not_to_compare(compiler)
if reason:
    print(f"{reason}: bench/run compile --update-counts counts anew")
    sys.exit(77)

numbers = compilers.counts(compiler, suite.source_of(program), "-O0")
print(f"{program}: {numbers}")
lines = suite.grown(program, compiler, "-O0", numbers)
if "quickstart" in program and not numbers["kernels"]:
    lines.append("no kernel was found: do the loops in kernel/ have other names than in bench/report/compilers.py?")
if lines:
    print(*lines, f"More than {100 * suite.GROWTH:.0f} % is too much. Where it is meant: bench/run compile "
          "--update-counts, and the commit says why.", sep="\n")
sys.exit(bool(lines))
