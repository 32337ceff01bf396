#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Writes README.md, the table of faults that are injected, from the tests that do it.

usage: make_readme.py [--check]      --check writes nothing and fails where the page is not what the tests say

A test says it in the lines above its name:

    /// Fault     what goes wrong
    /// Injected  how a test brings it about
    /// Holds     what must be true nevertheless

(# in Python and shell, with "Test" and the name behind them; a line that goes on is indented.)
"""
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
TESTS = HERE.parent
KEYS = ("Fault", "Injected", "Holds")
LINE = re.compile(r"^\s*(?:///|#) (\w+)  +(.*)$")
CONTINUED = re.compile(r"^\s*(?:///|#)   +(\S.*)$")
NAME = re.compile(r'TEST_CASE(?:_TEMPLATE)?\(\s*"((?:[^"\\]|\\.)*)"')
HEAD = """# Faults

What is done to lagom on purpose, and what must hold nevertheless. The table is made from the tests:
`tests/faults/make_readme.py` after a change, and `tests/run` fails where it was forgotten.

`program.cpp` is what the scripts of this folder do harm to; they are part of `tests/run --all`, the rest of `tests/run`.
`LAGOM_SOAK=600 tests/run --all` soaks for ten minutes, `tests/run --fuzz SECONDS` makes up files.

| fault | how it is injected | what must hold | test |
| --- | --- | --- | --- |
"""


def entries(path):
    """Of each test in a file that says what fault it injects: the words by key, and its name."""
    words, key, text = {}, None, path.read_text()
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if (match := LINE.match(line)) and match[1] in (*KEYS, "Test"):
            key = match[1]
            words[key] = match[2]
        elif key and (match := CONTINUED.match(line)):
            words[key] += " " + match[1]
        else:
            if set(KEYS) <= words.keys():
                name = NAME.match("\n".join(lines[number:number + 3]))
                yield words | ({"Test": name[1]} if name else {}), f"{path.relative_to(TESTS)}:{number + 1}"
            words, key = {}, None


def page():
    files = sorted([*TESTS.rglob("*.cpp"), *TESTS.rglob("*.py"), TESTS / "run"])
    rows = []
    for path in files:
        if path == pathlib.Path(__file__).resolve():
            continue
        for words, where in entries(path):
            if "Test" not in words:
                sys.exit(f"{where}: a fault without the name of its test")
            name = path.relative_to(TESTS)
            rows.append(f"| {words['Fault']} | {words['Injected']} | {words['Holds']} "
                        f"| [{name}](../{name}): {words['Test']} |".replace("\\\"", "\""))
    return HEAD + "\n".join(rows) + "\n"


if "--check" in sys.argv:
    if (HERE / "README.md").read_text() != page():
        sys.exit("tests/faults/README.md is not what the tests say: run tests/faults/make_readme.py")
else:
    (HERE / "README.md").write_text(page())
