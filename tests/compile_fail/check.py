"""Compiles a file that must not compile, and checks that it fails for the reason it states.

usage: check.py SOURCE BUILD, with the compiler and the flags that the meson build directory BUILD gives to the tests.

The file's first lines state the reason:
    // error: REGEX   must match; may be repeated
    // errors: N      exactly N errors, default 1
    // lines: N       at most N lines of output, default 16
The first reason stands within the first six lines.
"""
import json
import pathlib
import re
import shlex
import subprocess
import sys

source, build = sys.argv[1:]


def command():
    for entry in json.loads((pathlib.Path(build) / "compile_commands.json").read_text()):
        if entry["file"].endswith("tests/main.cpp"):
            break
    words = shlex.split(entry["command"])
    while words:
        word = words.pop(0)
        if word in ("-o", "-MQ", "-MF"):
            words.pop(0)
        elif word not in ("-c", "-MD", entry["file"]) and "color" not in word:
            yield word


def stated(key, default):
    return int((re.findall(rf"^// {key}: (\d+)$", text, re.M) or [default])[0])


text = pathlib.Path(source).read_text()
wanted = re.findall(r"^// error: (.+)$", text, re.M)
assert wanted, f"{source} states no '// error: REGEX'"

# -w: a warning is not what refuses the file.
run = subprocess.run([*command(), "-w", "-fsyntax-only", source],
                     cwd=build, capture_output=True, text=True)
said = run.stderr
errors, lines = len(re.findall(r"\berror:", said)), len(said.splitlines())
problems = [f"no match for: {w}" for w in wanted if not re.search(w, said)]
if errors != stated("errors", 1):
    problems.append(f"{errors} errors, not {stated('errors', 1)}")
if lines > stated("lines", 16):
    problems.append(f"{lines} lines of output, more than {stated('lines', 60)}")
def bare(words): # g++ leaves the namespace out where it names template arguments
    return words.replace("lagom::", "")


if not re.search(bare(wanted[0]), bare("\n".join(said.splitlines()[:6]))):
    problems.append("the reason comes after the first six lines")
if run.returncode == 0:
    problems = ["it compiled"]
print("\n".join(problems) or f"ok, {lines} lines", *([said] if problems else []), sep="\n")
sys.exit(bool(problems))
