# SPDX-License-Identifier: BSL-1.0
"""Kills a program at each of its system calls, or makes each fail, and looks at what is left.

usage: system_calls.py PROGRAM (save|checkpoint) (kill|fail)

Needs strace, and leave to trace: ends with 77 and the reason where there is none.
"""
import collections
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

# Fault     SIGKILL at any system call of a save
# Injected  strace kills the program
# Holds     the old file or the new one; the next save gives the new one and leaves nothing else
# Test      save kill

# Fault     SIGKILL at any system call of a fit with a checkpoint
# Injected  strace kills the program
# Holds     the next call ends with the bits of a run that was never stopped, and leaves one file
# Test      checkpoint kill

# Fault     EIO, ENOSPC, EXDEV, EMFILE, EPERM, ENOLCK, EINTR of any system call of a save
# Injected  strace answers with the error
# Holds     one line with the file's name and the old file, or the new file; EINTR never matters
# Test      save fail

# Fault     EIO, ENOSPC, EXDEV, EMFILE, EPERM, ENOLCK, EINTR of any system call of a fit with a checkpoint
# Injected  strace answers with the error
# Holds     one line with the file's name, or the run is as ever; the next call ends with its bits
# Test      checkpoint fail

program = str(pathlib.Path(sys.argv[1]).resolve())
what, harm = sys.argv[2:]
CALL = re.compile(r"^(\w+)\(")
# What a save or a checkpoint asks of the system, and how that can fail.
ERRORS = {"openat": ("EIO", "EMFILE", "ENOSPC"), "open": ("EIO", "ENOSPC"), "write": ("EIO", "ENOSPC"),
          "fsync": ("EIO", "ENOSPC"), "rename": ("EIO", "ENOSPC", "EXDEV"), "fchmod": ("EIO", "EPERM"),
          "flock": ("EIO", "ENOLCK"), "close": ("EIO",), "unlink": ("EIO",), "readlink": ("EIO",),
          "getdents64": ("EIO",), "faccessat": ("EIO",), "faccessat2": ("EIO",), "read": ("EIO",),
          "newfstatat": ("EIO",), "fstat": ("EIO",)}
MAY_BE_INTERRUPTED = ("openat", "open", "write", "fsync", "read", "close", "flock")
faults = []


def run(folder, *injected):
    """The program in a folder, with what strace is to do to its calls."""
    words = ["save", "model", "2"] if what == "save" else ["fit", "run"]
    tracing = ["strace", "-qq", "-o", "trace", *injected] if injected else []
    return subprocess.run([*tracing, program, *words], cwd=folder, capture_output=True, text=True, timeout=60)


def calls():
    """What the program calls between its marks: names, and which call of that name it is since the start."""
    counts, seen, is_between = collections.Counter(), [], False
    for line in (folder / "trace").read_text().split("\n"):
        if match := CALL.match(line):
            name = match[1]
            counts[name] += 1
            if name == "getppid":
                is_between = not is_between
            elif is_between:
                seen.append((name, counts[name]))
    return seen


def begin():
    """As it is before the program runs: the file of another model, or none of a run."""
    for path in folder.iterdir():
        path.unlink()
    if what == "save":
        (folder / "model").write_bytes(old)


def check(case, holds, result):
    if not holds:
        said = (result.stdout + result.stderr).strip()[-300:]
        faults.append(f"{case}: ends with {result.returncode}, leaves {sorted(p.name for p in folder.iterdir())}; {said}")


def is_whole(case, result):
    """Old or new, never neither; what a next call makes of it is what it always makes, and nothing stays behind."""
    if what == "save":
        check(case, (folder / "model").read_bytes() in (old, new), result)
    again = run(folder)
    check(f"{case}, then again", again.returncode == 0 and again.stdout == wanted, again)
    names = {p.name for p in folder.iterdir()} - {"trace"}
    check(f"{case}, then again", names == {"model" if what == "save" else "run"}, again)
    if what == "save":
        check(f"{case}, then again", (folder / "model").read_bytes() == new, again)


def is_said(case, result):
    """Of a call that fails: it does not matter, or one line with the file's name says so and the old file is there."""
    name = "model" if what == "save" else "run"
    lines = result.stderr.strip().split("\n")
    if result.returncode == 1:
        check(case, len(lines) == 1 and f"{name}: " in lines[0], result)
        if what == "save" and "written, but" not in lines[0]:
            check(case, (folder / "model").read_bytes() == old, result)
    else:
        check(case, result.returncode == 0 and result.stdout == wanted, result)
        if what == "save":
            check(case, (folder / "model").read_bytes() == new, result)


if not shutil.which("strace"):
    print("no strace here")
    sys.exit(77)
with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    if subprocess.run(["strace", "-qq", "-o", "trace", "-e", "inject=getppid:error=EIO", "true"], cwd=folder,
                      capture_output=True).returncode:
        print("this system does not let strace trace")
        sys.exit(77)
    if what == "save":
        subprocess.run([program, "save", "model", "1"], cwd=folder, check=True)
        old = (folder / "model").read_bytes()
    begin()
    wanted = run(folder).stdout
    new = (folder / "model").read_bytes() if what == "save" else b""
    begin()
    run(folder, "-e", "trace=all")
    found = calls()
    tried = 0
    for name, number in found:
        if harm == "kill":
            harms = ["signal=KILL"]
        else:
            harms = [f"error={e}" for e in ERRORS.get(name, ())]
            harms += ["error=EINTR"] if name in MAY_BE_INTERRUPTED else []
        for each in harms:
            begin()
            result = run(folder, "-e", f"trace={name}", "-e", f"inject={name}:{each}:when={number}")
            case = f"{name}, number {number}, {each}"
            tried += 1
            if harm == "kill":
                check(case, result.returncode in (-9, 137), result)
                is_whole(case, result)
            elif each == "error=EINTR":
                check(case, result.returncode == 0 and result.stdout == wanted, result)
            else:
                is_said(case, result)
                is_whole(case, result)

print(f"{what}: {len(found)} system calls, {tried} times {'killed' if harm == 'kill' else 'an error'}, "
      f"{len(faults)} faults")
print(*faults[:20], sep="\n")
sys.exit(bool(faults) or tried < 20)
