"""Mutants of the plan, each built and run in a copy of the headers: what a check must notice, and what must not matter.

usage: run.py SOURCE_ROOT COMPILER [FLAG...] -- LINK_ARGUMENT...
"""
import pathlib
import shutil
import subprocess
import sys
import tempfile

DX = """        if (g_.tensors[o.in[0]].differentiable) { // dx first: it must read w before w's update
            add_to(o.in[0], g_.matmul_back(dz, o.in[1], o.in[0]));
        }
"""
DW = """        add_to_parameter(o.in[1], o.in[0], dz);
"""
ORDER = ("plan/differentiate.hpp", DX + DW, DW + DX)
CHECK = ("plan/fuse.hpp", "if (stage >= 0 && !overwrites_too_early(o, s, stage)) {", "if (stage >= 0) {")

# name, changes, may the checks pass, least segments more than the original
MUTANTS = [
    ("the original", [], True, 0),
    ("dw is emitted before dx: the update moves to a loop of its own, the bits stay", [ORDER], True, 1),
    ("the same without the check for early overwriting", [ORDER, CHECK], False, 0),
]


def build_and_run(root, compiler, link, changes):
    with tempfile.TemporaryDirectory() as folder:
        include = pathlib.Path(folder) / "include"
        shutil.copytree(root / "include", include)
        for path, old, new in changes:
            file = include / "lagom" / path
            text = file.read_text()
            assert old in text, f"{path} does not hold what the mutant changes"
            file.write_text(text.replace(old, new))
        program = pathlib.Path(folder) / "check"
        subprocess.run([*compiler, "-I", include, root / "tests/mutants/check.cpp", "-o", program, *link], check=True)
        run = subprocess.run([program], capture_output=True, text=True)
        return run.returncode == 0, int(run.stdout.split()[0]), run.stdout.strip()


def main():
    root = pathlib.Path(sys.argv[1])
    split = sys.argv.index("--")
    compiler, link = sys.argv[2:split], sys.argv[split + 1:]
    failed, base = 0, 0
    for name, changes, may_pass, more in MUTANTS:
        passed, segments, said = build_and_run(root, compiler, link, changes)
        base = base or segments
        good = passed == may_pass and (not passed or segments >= base + more)
        failed += not good
        print(f"{'ok  ' if good else 'FAIL'}  {name}: {said}")
    sys.exit(failed > 0)


main()
