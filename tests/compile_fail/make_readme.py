#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Writes README.md: what each mistake of this folder looks like to a user, by both compilers' real output.

usage: make_readme.py      g++ and clang++-19 must be there; takes minutes
"""
import concurrent.futures
import pathlib
import re
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
INCLUDE = HERE.parents[1] / "include"
COMPILERS = {"g++": "g++", "clang": "clang++-19"}


def said(compiler, source):
    run = subprocess.run([compiler, "-std=c++20", "-w", "-fsyntax-only", "-I", INCLUDE, source], text=True,
                         capture_output=True, env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin:/usr/local/bin"})
    return run.stderr


def first_words(text):
    """The line with the error, without paths; the mistake itself where the compiler names it."""
    text = text.replace(f"{HERE}/", "")
    calls = r"((?:in_range|at_least)\(.*)['’]$" # a number outside its range: the call says name, value and range
    for pattern in (r"passes<(.*?)> ?['’](?: evaluates|: lagom)", rf"expansion of ‘lagom::(?:basics::)?{calls}",
                    rf"in call to '{calls}", r"error: (.*)"):
        found = re.search(pattern, text, re.M)
        if found:
            words = re.sub(r" +(?=>)", "", found.group(1).replace("lagom::", "")).strip()
            words = re.sub(r'&("[^"]*")\[0\]', r"\1", words).replace("((const char*)", "(").replace("(const char*)", "")
            return words.replace("|", "\\|")
    return text.splitlines()[0] if text else ""


def row(source):
    lines = source.read_text().splitlines()
    comment = next(line[3:] for line in lines if line.startswith("// ") and not re.match(r"// (error|errors|lines|sentence):", line))
    texts = {name: said(compiler, source) for name, compiler in COMPILERS.items()}
    words = {name: first_words(text) for name, text in texts.items()}
    counts = ", ".join(f"{len(text.splitlines())}" for text in texts.values())
    shown = f"`{words['g++']}`" if words["g++"] == words["clang"] else "<br>".join(f"{name}: `{text}`" for name, text in words.items())
    return f"| [{source.stem.replace('_', ' ')}]({source.name}) | {comment} | {shown} | {counts} |"


def main():
    sources = sorted(HERE.glob("*.cpp"))
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        rows = list(pool.map(row, sources))
    versions = ", ".join(subprocess.run([c, "--version"], text=True, capture_output=True).stdout.splitlines()[0]
                         for c in COMPILERS.values())
    (HERE / "README.md").write_text(f"""# Mistakes, and what the compiler says

Each file here does not compile, states why in its first lines, and is checked to give exactly one error, of at most 16 lines,
with the reason in the first six (`check.py`). A refused thing is named by a type: its name is the sentence, its arguments are
the facts. `at<2>` is a place: the input is `at<0>`, and a composite counts before what is inside it.
Where `static_assert` takes a text made at compile time (C++26; g++ from 14 on), the error's own line says it in English:
"dense<10> at place 2 takes a vector and gets an image of 28 x 28 x 1: put flatten before it". `wrong_arguments.py` calls every
public function with arguments of a wrong type besides.

Made by `make_readme.py` from what {versions} say.

| mistake | why | the reason in the error | lines (g++, clang) |
| --- | --- | --- | --- |
""" + "\n".join(rows) + "\n")


main()
