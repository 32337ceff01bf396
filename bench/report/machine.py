# SPDX-License-Identifier: BSL-1.0
"""Where the numbers come from: the machine, the compiler and its flags, versions, what is set in the environment."""
import datetime
import json
import os
import pathlib
import platform
import shlex
import subprocess

from .rounds import say

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / "build/bench"
STEPS = BUILD / "bench/steps"
SETTINGS = ("OPENBLAS_", "OMP_", "MKL_", "GOMP_", "KMP_", "MALLOC_", "LD_PRELOAD", "TORCHINDUCTOR_", "XLA_")


def output_of(*command):
    """What a command prints; stops the program with its last words if it fails."""
    try:
        done = subprocess.run(command, capture_output=True, text=True)
    except OSError as error:
        raise SystemExit(f"{command[0]}: {error.strerror}: run ./bench/run, which builds it") from None
    if done.returncode != 0:
        last = (done.stderr.strip() or done.stdout.strip()).split("\n")[-1]
        raise SystemExit(f"{' '.join(map(str, command))} failed: {last}")
    return done.stdout


def measured_machine():
    """What the machine reaches: the best of some measurements, since a floor has to be one."""
    tries = [json.loads(output_of(STEPS, "--machine")) for _ in range(3)]
    best = {key: max(t[key] for t in tries) if key.endswith(("_gflops", "_gbs")) else value
            for key, value in tries[0].items()}
    for i, cache in enumerate(best["caches"]):
        cache["read_gbs"] = max(t["caches"][i]["read_gbs"] for t in tries)
    return best


def describe():
    """The head of a record: machine, flags, versions, date, environment."""
    machine = measured_machine()
    compiler, flags = compiler_and_flags()
    return {
        "machine": machine,
        "flags": flags,
        "versions": {"lagom": library_version(), "compiler": compiler, "blas": machine["blas"],
                     "python": platform.python_version(), "system": platform.platform(terse=True)},
        "date": datetime.datetime.now().astimezone().isoformat(timespec="minutes"),
        "environment": {name: value for name, value in sorted(os.environ.items()) if name.startswith(SETTINGS)},
        "load": round(os.getloadavg()[0], 2),
    }


def compiler_and_flags():
    """The compiler's own name for itself, and the flags of the step benchmark that decide about its code."""
    commands = json.loads((BUILD / "compile_commands.json").read_text())
    words = next(shlex.split(c["command"]) for c in commands if c["file"].endswith("bench/steps/main.cpp"))
    if pathlib.Path(words[0]).name == "ccache":
        words.pop(0)
    flags = [w for w in words[1:] if w.startswith(("-O", "-m", "-f", "-std", "-DNDEBUG", "-g"))]
    return output_of(words[0], "--version").split("\n")[0], " ".join(f for f in flags if "color" not in f)


def library_version():
    return json.loads((BUILD / "meson-info/intro-projectinfo.json").read_text())["version"]


def lines(record):
    """The head of a record as (what, value) pairs."""
    machine, versions = record["machine"], record["versions"]
    caches = ", ".join(f"L{c['level']} {c['bytes'] // 1024} KiB {c['read_gbs']:.0f} GB/s" for c in machine["caches"])
    yield "date", record["date"].replace("T", " ")
    yield "processor", (f"{machine['processor']}, {machine['threads']} threads, registers of "
                        f"{machine['available_bits']} bits, {machine['built_bits']} used")
    yield "one thread", (f"{machine['peak_gflops']:.0f} GFLOP/s; reads: {caches}, "
                         f"memory {machine['memory_read_gbs']:.0f} GB/s")
    yield "compiler", f"{versions['compiler']}: {record['flags']}"
    yield "versions", ", ".join(f"{k} {v}" for k, v in versions.items() if k not in ("compiler", "blas"))
    yield "BLAS", versions["blas"]
    yield "environment", " ".join(f"{k}={v}" for k, v in record["environment"].items()) or "nothing set that matters"
    yield "load before", f"{record['load']:.2f}"


def warn_if_busy():
    if os.getloadavg()[0] > 0.5:
        say(f"the machine is not idle: its load is {os.getloadavg()[0]:.2f}")
