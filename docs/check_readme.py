"""Checks what README.md shows: the program is examples/quickstart.cpp, what it prints is what it prints up to its numbers,
and the mistake's line comes from the compiler.

usage: check_readme.py SOURCE_ROOT QUICKSTART COMPILER [ARGUMENT...]
       QUICKSTART is the built program; what the compiler says is compared for g++, whose words the page shows
"""
import pathlib
import re
import subprocess
import sys
import tempfile

root, quickstart, compiler = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve(), sys.argv[3:]
readme = (root / "README.md").read_text()
wrong = []


def blocks(kind):
    return re.findall(rf"^```{kind}\n(.*?)^```$", readme, re.M | re.S)


def without_numbers(text):
    """Times, and figures that another instruction set rounds otherwise."""
    return re.sub(r"(?<![A-Za-z])\d[\d.,]*(e[+-]\d+)?( s\b| min \d+ s\b)?", "N", text)


def plain(text):
    """Quotes as a compiler in no language writes them."""
    return text.replace("‘", "'").replace("’", "'")


program = (root / "examples/quickstart.cpp").read_text()
program = "\n".join(line for line in program.splitlines() if not line.startswith("//")).strip()
if [b.strip() for b in blocks("cpp")] != [program]:
    wrong.append("the program is not examples/quickstart.cpp")

shown, said = blocks("text")
with tempfile.TemporaryDirectory() as folder: # where the program leaves its weights
    (pathlib.Path(folder) / "examples").symlink_to(root.resolve() / "examples")
    ran = subprocess.run([quickstart], cwd=folder, capture_output=True, text=True)
if without_numbers(ran.stdout) != without_numbers(shown):
    wrong.append(f"what the program prints is not what is shown, but\n{ran.stdout}{ran.stderr[-500:]}")

if "g++" in " ".join(compiler) and "clang" not in " ".join(compiler):
    mistake = re.search(r"`(make_model\(.*?seed\(1\)\))`", readme).group(1)
    source = f"#include <lagom/lagom.hpp>\nusing namespace lagom;\nauto const m = {mistake};\n"
    command = compiler + ["-std=c++20", "-fsyntax-only", f"-I{root / 'include'}", "-x", "c++", "-"]
    errors = plain(subprocess.run(command, input=source, capture_output=True, text=True).stderr)
    expected = said.strip().splitlines()
    if "lagom: refused" not in errors: # a compiler that takes a text made for the mistake
        expected[0] = re.search(r"`(lagom: .*?)`", readme).group(1)
    for line in expected:
        if plain(line.strip()) not in errors:
            wrong.append(f"the compiler does not say {line.strip()!r}, but\n{errors[:3000]}")

for link in re.findall(r"\]\(([^)#:]+)\)", readme):
    if not (root / link).exists():
        wrong.append(f"{link} is not there")

print("\n".join(wrong) or "README.md shows what is so")
sys.exit(bool(wrong))
