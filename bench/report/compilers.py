# SPDX-License-Identifier: BSL-1.0
"""What a program costs a compiler: seconds and memory, and what can be counted, which no machine changes."""
import dataclasses
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
# What a user of the library compiles with, always for AVX2: the counts then depend on no processor.
FLAGS = ("-std=c++20", "-mavx2", "-mfma", "-ffp-contract=fast")
LEVELS = ("-O0", "-O2")

# The loops that a plan becomes. What the library's own objects hold (total, concat, slice) costs a user nothing.
KERNEL = re.compile(r"_ZN5lagom7kernels(?:10panel_loop|8row_loop|11scalar_loop)I")
SPECIALIZATIONS = re.compile(r"^(?:decl|type)_specializations: .* (\d+) elements", re.M)
INSTANTIATIONS = re.compile(rb'"name":"Instantiate(?:Class|Function)"')
LIBRARIES = """\
#include <cstddef>
#include <boost/version.hpp>
#include <xsimd/config/xsimd_config.hpp>
#if __has_include(<xtensor/core/xtensor_config.hpp>)
#include <xtensor/core/xtensor_config.hpp>
#else
#include <xtensor/xtensor_config.hpp>
#endif
"""


class CompileError(Exception):
    """A program that does not compile; the text is the first error."""


@dataclasses.dataclass(frozen=True)
class Compiler:
    command: str
    name: str  # g++ or clang++
    version: str

    @property
    def major(self):
        return self.version.split(".")[0]

    @property
    def is_clang(self):
        return self.name == "clang++"

    def words(self, source, level, *more):
        """The command that compiles a source of this library's user, apart from where the output goes."""
        return [self.command, *FLAGS, level, *more, f"-I{ROOT / 'include'}", *packages(), str(source)]


def described(command):
    """The compiler behind a command."""
    clang = "clang" in text_of([command, "--version"])
    version = text_of([command, "-dumpversion" if clang else "-dumpfullversion"]).strip()
    return Compiler(command, "clang++" if clang else "g++", version)


def installed():
    """g++ 12 and clang 19, or what there is instead."""
    for names in (("g++-12", "g++"), ("clang++-19", "clang++")):
        command = next(filter(None, map(shutil.which, names)), None)
        if command:
            yield described(command)


def packages():
    """Where xtensor and xsimd are, if not where the compiler looks anyway."""
    try:
        done = subprocess.run(["pkg-config", "--cflags-only-I", "xtensor", "xsimd"], capture_output=True, text=True)
    except OSError:
        return []
    return [flag.replace("-I", "-isystem", 1) for flag in done.stdout.split()]


def libraries(compiler):
    """The versions of the libraries whose templates are counted along with ours."""
    done = subprocess.run([*compiler.words("-", "-O0", "-x", "c++", "-dM", "-E")], input=LIBRARIES,
                          capture_output=True, text=True)
    macros = dict(re.findall(r"^#define (\w+) (\S+)", done.stdout, re.M))
    boost = int(macros.get("BOOST_VERSION", 0))
    return {"libstdc++": macros.get("_GLIBCXX_RELEASE", "none"), "boost": f"{boost // 100000}.{boost // 100 % 1000}"} | {
        name.lower(): ".".join(macros.get(f"{name}_VERSION_{part}", "?") for part in ("MAJOR", "MINOR", "PATCH"))
        for name in ("XTENSOR", "XSIMD")}


# Running a compiler --------------------------------------------------------------------------------------------------


@dataclasses.dataclass
class Cost:
    """Processor time of the compiler with all it starts, and the most memory that one of them has."""
    seconds: float
    mb: float
    said: str


def run(command):
    with tempfile.TemporaryFile("w+", errors="replace") as output:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                                   env=os.environ | {"CCACHE_DISABLE": "1", "LC_ALL": "C"})
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        said = output.read()
    if process.returncode != 0:
        raise CompileError(next((line for line in said.split("\n") if "error" in line), said)[:300])
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, said)


def text_of(command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


# Counting ------------------------------------------------------------------------------------------------------------


def symbols(file):
    """(type, name) pairs of an object's symbols, as the linker sees them."""
    for line in text_of(["nm", "--format=posix", str(file)]).split("\n"):
        words = line.split()
        if len(words) > 1:
            yield words[1], words[0]


def functions(file):
    """The functions that an object holds; what an optimizer split off one (.cold, .isra) is none."""
    return {name for kind, name in symbols(file) if kind in "TtW" and "." not in name}


def kernels(file):
    return {name for name in functions(file) if KERNEL.match(name)}


def counts_of_object(file):
    """Two symbols say how long names get: debuggers, linkers and error messages carry them."""
    loops = kernels(file)
    return {"functions": len(functions(file)), "kernels": len(loops),
            "longest_symbol": max((len(name) for _, name in symbols(file)), default=0),
            "longest_kernel_symbol": max(map(len, loops), default=0)}


def counts(compiler, source, level):
    """All that is counted; the same on every machine for the same compiler and libraries.

    Specializations of templates are for g++ all declarations and types in its tables of specializations; for clang the
    definitions that it instantiates, of classes and of functions. So the two are not to be compared with one another.
    """
    with tempfile.TemporaryDirectory() as folder:
        file, trace = f"{folder}/x.o", pathlib.Path(folder) / "trace.json"
        if compiler.is_clang:
            run(compiler.words(source, level, "-c", "-o", file))
            # A trace of all passes would be ten times as long.
            run(compiler.words(source, level, "-c", "-o", f"{folder}/x.bc", "-emit-llvm", "-Xclang",
                               "-disable-llvm-passes", f"-ftime-trace={trace}", "-ftime-trace-granularity=0"))
            found = len(INSTANTIATIONS.findall(trace.read_bytes()))
        else:
            said = run(compiler.words(source, level, "-c", "-o", file, "-fmem-report")).said
            found = sum(map(int, SPECIALIZATIONS.findall(said)))
        return {"specializations": found} | counts_of_object(file)
