"""Compiles a file that must not compile, and checks that it fails for the reason it states.

usage: check.py SOURCE BUILD         with the compiler and the flags that the meson build directory BUILD gives to the tests
       check.py --precompile BUILD   makes the precompiled header of all of lagom that makes this eight times as fast

The file's first lines state the reason:
    // error: REGEX   must match; may be repeated
    // errors: N      exactly N errors, default 1
    // lines: N       at most N lines of output, default 16
    // sentence: TEXT what the error's own line says where static_assert takes a text made at compile time
                   (clang in C++26, g++ from 14 on)
The first reason stands within the first six lines.
"""
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys

source, build = sys.argv[1:]
HERE = pathlib.Path(__file__).resolve().parent
PRECOMPILED = pathlib.Path(build) / "tests" / "precompiled"
GCH, PCH = PRECOMPILED / "lagom" / "lagom.hpp.gch", PRECOMPILED / "lagom.pch"


def command():
    for entry in json.loads((pathlib.Path(build) / "compile_commands.json").read_text()):
        if entry["file"].endswith("tests/main.cpp"):
            break
    words = [word for word in shlex.split(entry["command"]) if "ccache" not in word]
    while words:
        word = words.pop(0)
        if word in ("-o", "-MQ", "-MF"):
            words.pop(0)
        elif word not in ("-c", "-MD", entry["file"]) and "color" not in word:
            yield word


# -w: a warning is not what refuses the file.
words = [*command(), "-w"]
is_clang = "clang" in words[0]


def precompile():
    made = PCH if is_clang else GCH
    made.parent.mkdir(parents=True, exist_ok=True)
    part = made.with_suffix(".part")
    header = HERE.parents[1] / "include" / "lagom" / "lagom.hpp"
    stamp = PRECOMPILED.with_suffix(".stamp")
    subprocess.run([*words, "-x", "c++-header", "-MD", "-MF", stamp.with_suffix(".d"),
                    "-MT", f"tests/{stamp.name}", "-o", part, header], cwd=build, check=True)
    os.replace(part, made)
    stamp.touch()


if source == "--precompile":
    precompile()
    sys.exit()


def stated(key, default):
    return int((re.findall(rf"^// {key}: (\d+)$", text, re.M) or [default])[0])


text = pathlib.Path(source).read_text()
wanted = re.findall(r"^// error: (.+)$", text, re.M)
assert wanted, f"{source} states no '// error: REGEX'"

extra, unsaid = [], 0
if "#include <lagom/lagom.hpp>" in text:
    if is_clang and PCH.exists():
        extra = ["-include-pch", PCH]
    elif not is_clang and GCH.exists():
        extra, unsaid = [f"-I{PRECOMPILED}"], 1 # "from SOURCE:3" is not said then
run = subprocess.run([words[0], *extra, *words[1:], "-fsyntax-only", source],
                     cwd=build, capture_output=True, text=True)
said = run.stderr
# g++ 14 shows the line of each call on the way to an error; they are not ours to shorten, and no other counts them.
counted = re.sub(r"(:   (?:recursively )?required from .*\n)(?: *\d* \|.*\n)+", r"\1", said)
if not said.startswith("In file included"):
    unsaid = 0
errors, lines = len(re.findall(r"\berror:", said)), len(counted.splitlines()) + unsaid
problems = [f"no match for: {w}" for w in wanted if not re.search(w, said)]
if errors != stated("errors", 1):
    problems.append(f"{errors} errors, not {stated('errors', 1)}")
if lines > stated("lines", 16):
    problems.append(f"{lines} lines of output, more than {stated('lines', 16)}")


def bare(line): # g++ leaves the namespace out where it names template arguments
    return line.replace("lagom::", "")


if not re.search(bare(wanted[0]), bare("\n".join(counted.splitlines()[:6 - unsaid]))):
    problems.append("the reason comes after the first six lines")
if run.returncode == 0:
    problems = ["it compiled"]
newer = [] # what makes the compiler take a text in static_assert
if is_clang:
    newer = ["-std=c++26", "-Wpedantic"]
elif int(subprocess.run([words[0], "-dumpversion"], capture_output=True, text=True).stdout.split(".")[0]) >= 14:
    newer = ["-Wpedantic"]
for sentence in re.findall(r"^// sentence: (.+)$", text, re.M) if newer else []:
    run = subprocess.run([*words, *newer, "-fsyntax-only", source], cwd=build, capture_output=True, text=True)
    own = [line for line in run.stderr.splitlines() if "error:" in line]
    if len(own) != 1 or sentence not in own[0]:
        problems.append(f"the error's own line does not say: {sentence}")
        said += run.stderr
print("\n".join(problems) or f"ok, {lines} lines", *([said] if problems else []), sep="\n")
sys.exit(bool(problems))
