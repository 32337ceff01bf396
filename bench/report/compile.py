# SPDX-License-Identifier: BSL-1.0
"""The suite compile: what programs cost the compiler, and whether that grew."""
import dataclasses
import fnmatch
import json
import pathlib
import statistics
import subprocess
import tempfile

from . import compilers
from .compilers import FLAGS, LEVELS, ROOT, CompileError
from .rounds import say

FOLDER = ROOT / "bench/compile"
COUNTS = FOLDER / "counts.json"
PEERS = ROOT / "build/peers"
PROGRAMS = ["declaration", "planned", "quickstart", "dense_10", "dense_50", "residual_16", "conv_fashion", "resnet20"]
GROWTH = 0.03  # of a count: more fails the test
DEFAULT_STEPS = 1048576  # of clang, in one constant expression


@dataclasses.dataclass(frozen=True)
class Budget:
    """Of g++ with -O2; none where nothing is said."""
    seconds: float | None = None
    mb: float | None = None
    kernels: int | None = None


BUDGETS = {
    "declaration": Budget(0.3),
    "planned": Budget(0.6),
    "quickstart": Budget(4, 500, 20),
    "dense_50": Budget(9, 700, 25),
    "residual_16": Budget(6),
    "conv_fashion": Budget(6),
    "resnet20": Budget(9),
}
KERNEL_SECONDS = 0.1
KERNEL_SYMBOL = 1500  # characters
STEPS_PERCENT = 60  # of DEFAULT_STEPS, for dense_50


@dataclasses.dataclass
class Job:
    """A compile to be timed; `file` is what it writes, `about` what its result starts with."""
    about: dict
    command: list
    file: pathlib.Path
    rounds: int
    costs: list = dataclasses.field(default_factory=list)
    error: str = ""

    def __str__(self):
        return " ".join(self.about[key] for key in ("workload", "side", "config"))


def source_of(program):
    return FOLDER / f"{program}.cpp"


def run(globs, quick):
    """The results: a dictionary for each program, compiler and level of optimization, and for what else is told."""
    chosen = [p for p in PROGRAMS if not globs or any(fnmatch.fnmatch(p, g) for g in globs)]
    found = list(compilers.installed())
    if not chosen or not found:
        return []
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        rounds = 1 if quick else 3
        jobs = program_jobs(["headers", *chosen], found, rounds, folder)
        if "quickstart" in chosen:
            jobs += kernel_jobs(found, rounds, folder) + precompiled_jobs(found, rounds, folder)
            jobs += frontend_jobs(found[:1] if quick else found, folder)
        take(jobs)
        results = [result_of(job) for job in jobs]
    for result in results:
        if result["part"] == "program" and result["workload"] in chosen:
            compiler = next(c for c in found if c.name == result["side"])
            result |= count(result["workload"], compiler, result["config"])
    if "dense_50" in chosen:
        results += [steps_result(c, quick) for c in found if c.is_clang]
    return results


def about(part, workload, compiler, config, **more):
    return {"suite": "compile", "part": part, "workload": workload, "side": compiler.name, "config": config,
            "threads": None, "compiler": compiler.version, **more}


# What is timed -------------------------------------------------------------------------------------------------------


def take(jobs):
    """Round by round, so that a disturbance meets one of three times of a program."""
    for number in range(max(job.rounds for job in jobs)):
        say(f"compile, round {number + 1}:", end="")
        for job in jobs:
            if number < job.rounds and not job.error:
                try:
                    job.costs.append(compilers.run(job.command))
                    say(f" {job.about['workload']} {job.costs[-1].seconds:.1f}", end="")
                except CompileError as error:
                    job.error = str(error)
        say("")
    for job in jobs:
        if job.error:
            say(f"   {job}: {job.error}")


def result_of(job):
    if job.error:
        return job.about | {"error": job.error}
    return job.about | {"seconds": statistics.median(c.seconds for c in job.costs), "rounds": len(job.costs),
                        "mb": max(c.mb for c in job.costs), "object_kb": job.file.stat().st_size / 1000}


def program_jobs(programs, found, rounds, folder):
    jobs = []
    for program in programs:
        for compiler in found:
            for level in LEVELS:
                file = folder / f"{program}{compiler.name}{level}.o"
                jobs.append(Job(about("program", program, compiler, level),
                                compiler.words(source_of(program), level, "-c", "-o", file), file, rounds))
    return jobs


def kernel_jobs(found, rounds, folder):
    """The quickstart's kernels and nothing else, instantiated by their names."""
    jobs = []
    for compiler in found:
        file, source = folder / f"kernels{compiler.name}.o", folder / f"kernels{compiler.name}.cpp"
        try:
            compilers.run(compiler.words(source_of("quickstart"), "-O2", "-c", "-o", file))
        except CompileError:
            continue  # said where it is measured
        names = "\n".join(sorted(compilers.kernels(file)))
        names = subprocess.run(["c++filt", "-r"], input=names, capture_output=True, text=True, check=True).stdout.splitlines()
        source.write_text("#include <lagom/lagom.hpp>\n" + "".join(f"template {name};\n" for name in names))
        jobs.append(Job(about("kernels", "quickstart", compiler, "-O2 kernels", kernels=len(names)),
                        compiler.words(source, "-O2", "-c", "-o", file), file, rounds))
    return jobs


def precompiled_jobs(found, rounds, folder):
    """The header once, then the quickstart that finds it: as its first include, or g++ would not take it."""
    jobs = []
    header = ROOT / "include/lagom/lagom.hpp"
    for compiler in found:
        for level in LEVELS:
            place = folder / f"{compiler.name}{level}"
            (place / "lagom").mkdir(parents=True)
            # g++ looks for NAME.gch beside every NAME that it may include.
            made = place / "lagom/lagom.hpp.gch"
            use = ("-include-pch", str(made)) if compiler.is_clang else (f"-I{place}", "-Winvalid-pch")
            file = place / "quickstart.o"
            jobs += [Job(about("precompiled", "quickstart", compiler, f"{level} header"),
                         compiler.words(header, level, "-x", "c++-header", "-o", made), made, rounds),
                     Job(about("precompiled", "quickstart", compiler, f"{level} with header"),
                         compiler.words(ROOT / "examples/quickstart.cpp", level, *use, "-c", "-o", file), file, rounds)]
    return jobs


def frontends():
    """(name, version, flags) of the other libraries that are there, as bench/peers/setup or Debian installs them."""
    for folder in PEERS.glob("dlib-*/dlib"):
        yield "dlib", folder.parent.name.removeprefix("dlib-"), [f"-isystem{folder.parent}"]
        break
    else:
        if pathlib.Path("/usr/include/dlib/dnn.h").exists():
            yield "dlib", "of the system", []
    for folder in PEERS.glob("venv/lib/python*/site-packages/torch/include"):
        version = next(folder.parents[1].glob("torch-*.dist-info")).name.removesuffix(".dist-info")
        yield "torch", version.removeprefix("torch-"), [f"-isystem{folder}",
                                                        f"-isystem{folder / 'torch/csrc/api/include'}"]


def frontend_jobs(found, folder):
    """The quickstart's network written for others; once, as they take half a minute."""
    jobs, there = [], set()
    for name, version, flags in frontends():
        there.add(name)
        for compiler in found:
            for level in LEVELS:
                file = folder / f"{name}{compiler.name}{level}.o"
                jobs.append(Job(about("frontend", f"{name}_trainer", compiler, level, library=version),
                                compiler.words(source_of(f"{name}_trainer"), level, *flags, "-c", "-o", file), file, 1))
    for name in sorted({"dlib", "torch"} - there):
        say(f"compile: {name} is not installed and left out: bench/peers/setup installs it")
    return jobs


def steps_result(compiler, quick):
    """Of clang's default limit for one constant expression, how many percent dense_50 needs, in steps of 5."""
    def compiles(percent):
        try:
            compilers.run(compiler.words(source_of("dense_50"), "-O0", "-fsyntax-only",
                                         f"-fconstexpr-steps={DEFAULT_STEPS * percent // 100}"))
        except CompileError:
            return False
        return True

    result = about("steps", "dense_50", compiler, "steps")
    low, high = (STEPS_PERCENT, 100) if not compiles(STEPS_PERCENT) else (0, STEPS_PERCENT)
    while not quick and high - low > 5:
        middle = (low + high) // 10 * 5
        low, high = (low, middle) if compiles(middle) else (middle, high)
    return result | {"above": low, "enough": high}


# What is counted -----------------------------------------------------------------------------------------------------


def count(program, compiler, level):
    say(f"counting {program} {compiler.name} {level}")
    try:
        return compilers.counts(compiler, source_of(program), level)
    except CompileError:
        say(f"{program} does not compile with {compiler.name} {level}: its counts stay as they are")
        return {}


def taken_with(compiler):
    return {"compiler": compiler.version, "flags": " ".join(FLAGS), **compilers.libraries(compiler)}


def committed():
    return json.loads(COUNTS.read_text()) if COUNTS.exists() else {"taken with": {}, "counts": {}}


def update_counts():
    """Writes counts.json; what was counted with a compiler that is not here stays."""
    record = committed()
    found = list(compilers.installed())
    for compiler in found:
        record["taken with"][compiler.name] = taken_with(compiler)
        for program in PROGRAMS:
            for level in LEVELS:
                if numbers := count(program, compiler, level):
                    record["counts"].setdefault(program, {})[f"{compiler.name} {level}"] = numbers
    for name in sorted({"g++", "clang++"} - {c.name for c in found}):
        say(f"no {name} here: its counts stay as they are")
    COUNTS.write_text(json.dumps(record, indent=1) + "\n")


def reason_not_to_compare(compiler):
    """Why the committed counts say nothing about this compiler; empty if they do."""
    then, now = committed()["taken with"].get(compiler.name), taken_with(compiler)
    if then is None:
        return f"no counts of {compiler.name} are committed"
    now["compiler"], then["compiler"] = (f"{compiler.name} {v['compiler'].split('.')[0]}" for v in (now, then))
    other = [f"{key} is {now.get(key)}, not {then[key]}" for key in then if now.get(key) != then[key]]
    return "; ".join(other) and f"counted with others: {'; '.join(other)}"


def grown(program, compiler, level, numbers):
    """What grew by more than it may, a line each."""
    before = committed()["counts"].get(program, {}).get(f"{compiler.name} {level}")
    if not before:
        return [f"{program} has no committed counts"]
    return [f"{program}, {compiler.name} {level}: {name.replace('_', ' ')} {before[name]} -> {now}, "
            f"{100 * (now / before[name] - 1):.1f} % more" if before[name] else
            f"{program}, {compiler.name} {level}: {name.replace('_', ' ')} 0 -> {now}"
            for name, now in numbers.items() if now > before[name] * (1 + GROWTH)]
