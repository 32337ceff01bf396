# SPDX-License-Identifier: BSL-1.0
"""Does what docs/use_in_your_project.md says, word for word, with a program whose warnings are errors.

usage: check.py WAY BUILD   where WAY is a heading of the page and BUILD a meson build directory

Ways that need an installed lagom install BUILD, whose prefix must lie within it; else they are skipped, as they are where a
tool is missing (77). The others compile the library anew, with little optimization. Work is in BUILD/consumers.
"""
import fcntl
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
JOBS = os.environ.get("LAGOM_JOBS") or os.cpu_count()
WARNINGS = "-Wall -Wextra -Wshadow -Wconversion -Werror"
SENTENCE = re.compile(r"lagom: built for any x86-64 processor; this one has (\w+), and with\s+(-D\S+=\w+)\s")

way, build = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
work = build / "consumers" / re.sub(r"\W+", "_", way.lower())


def skip(why):
    print(why)
    sys.exit(77)


def run(*command, env=None, cwd=None):
    done = subprocess.run([str(c) for c in command], cwd=cwd or work, env={**os.environ, **(env or {})}, text=True,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    print("$", *command)
    print(done.stdout)
    if done.returncode:
        sys.exit(f"{way}: {command[0]} ended with {done.returncode}")
    return done.stdout


def sections():
    """What the page has under each heading: its blocks, by language."""
    text = (ROOT / "docs/use_in_your_project.md").read_text()
    for part in re.split(r"^## ", text, flags=re.M)[1:]:
        yield part.split("\n", 1)[0], re.findall(r"^```(\w+)\n(.*?)^```", part, re.M | re.S)


def blocks(language, heading=None):
    found = [text for name, text in dict(sections())[heading or way] if name == language]
    assert found, f"the page has no {language} under {heading or way}"
    return found


def options():
    listed = subprocess.run(["meson", "introspect", "--buildoptions", build], check=True, capture_output=True, text=True)
    return {option["name"]: option["value"] for option in json.loads(listed.stdout)}


def installed():
    """The prefix that BUILD is installed to. Once: the ways run side by side."""
    prefix = pathlib.Path(options()["prefix"])
    if build not in prefix.parents:
        skip(f"the prefix of the build directory is not within it: meson configure --prefix {build}/prefix")
    with open(build / "consumers" / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        run("meson", "install", "-C", build, "--no-rebuild", "--only-changed")
    return prefix


def flags(prefix):
    """The flags of the library's instruction set, as the page tells them."""
    told = dict(re.findall(r"^\| `(\w+)` \| `(-[^`]+)` \|$", (ROOT / "docs/use_in_your_project.md").read_text(), re.M))
    isa, contraction = options()["isa"], options()["contraction"]
    if isa == "native" or contraction == "off":
        skip(f"the page has no flags for isa={isa}, contraction={contraction}")
    pc = (prefix / "lib/pkgconfig/lagom.pc").read_text()
    assert re.search(r"^Cflags: (.*)$", pc, re.M)[1].split("-std=c++20")[1].split() == told[isa].split(), "another flags"
    return told[isa]


def with_compilers(env):
    """g++, c++ and clang++ as cached ones, and g++ with the user's warnings."""
    bin = work / "bin"
    bin.mkdir()
    cache = shutil.which("ccache") or ""
    (bin / "g++").write_text(f'#!/bin/sh\nexec {cache} {shutil.which("g++")} {WARNINGS} "$@"\n')
    (bin / "g++").chmod(0o755)
    return {**env, "PATH": f"{bin}:{os.environ['PATH']}"}


def trained(program):
    print(run(program, ROOT / "examples/data/digits.csv"))


def meson(text, prefix, *more):
    user = f"add_project_arguments({str(WARNINGS.split())[1:-1]}, language: 'cpp')\n"
    text = text.replace("default_options: [", "default_options: ['werror=true', ")
    (work / "meson.build").write_text(re.sub(r"^(project\(.*\)\n)", lambda m: m[1] + user, text, flags=re.M))
    setup, compile = blocks("sh")[0].splitlines()
    env = {"prefix": str(prefix)}
    told = run("bash", "-c", setup.replace(" -Dlagom:isa=native", "") + " " + " ".join(more), env=env)
    run("bash", "-c", f"{compile} -j {JOBS}")
    trained(work / "build/program")
    return told


def meson_subproject():
    (work / "subprojects").mkdir()
    (work / "subprojects/lagom").symlink_to(ROOT)
    told = meson(blocks("meson")[0], "", "-Doptimization=1")
    assert "Run-time dependency lagom found: YES" not in told, "an installed lagom was found"
    for one in json.loads((work / "build/compile_commands.json").read_text()):
        assert ("-Werror" in one["command"]) == (one["file"] == "../program.cpp"), "the library's warnings are errors"
    says_what_is_lost(told, "-Dlagom:isa=")


def meson_installed():
    prefix = installed()
    meson(blocks("meson")[0], prefix)


def says_what_is_lost(told, option):
    best = run("bash", "-c", f". {ROOT}/tests/common.sh; best_isa").strip()
    said = SENTENCE.search(re.sub(r"\s+", " ", told))
    assert best == "baseline" or said and said[1] == best and said[2] == option + best, "a baseline build does not say what is lost"


def cmake(text, *more, prefix=""):
    if not shutil.which("cmake"):
        skip("no cmake")
    (work / "CMakeLists.txt").write_text(text + f"target_compile_options(program PRIVATE {WARNINGS})\n")
    setup, compile = blocks("sh")[0].splitlines()
    cache = ["-DCMAKE_CXX_COMPILER_LAUNCHER=ccache"] if shutil.which("ccache") else []
    told = run("bash", "-c", " ".join([setup.replace(" -DLAGOM_ISA=native", ""), *cache, *more]), env={"prefix": str(prefix)})
    run("bash", "-c", f"{compile} --parallel {JOBS}")
    trained(work / "build/program")
    return told


QUICK = "-DCMAKE_CXX_FLAGS_RELEASE='-O1 -DNDEBUG'"


def same_sources_and_flags():
    """CMake's commands for the library are Meson's, but for the paths."""
    def library(folder):
        commands = json.loads((folder / "compile_commands.json").read_text())
        ours = {}
        for one in commands:
            file = (pathlib.Path(one["directory"]) / one["file"]).resolve()
            if ROOT / "src" in file.parents:
                ours[file] = {w for w in one["command"].split() if w.startswith(("-m", "-ffp", "-std", "-DLAGOM"))}
        return ours
    isa = options()["isa"]
    if isa == "native" or options()["contraction"] == "off":
        return
    run("cmake", "-S", ROOT, "-B", work / "same", f"-DLAGOM_ISA={isa}", "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON",
        f"-DLAGOM_WITH_BLAS={'ON' if options()['blas'] != 'disabled' else 'OFF'}")
    made, meant = library(work / "same"), library(build)
    assert made.keys() == meant.keys(), f"sources differ: {made.keys() ^ meant.keys()}"
    for file in made:
        assert made[file] == meant[file], f"{file.name}: {made[file]} with CMake, {meant[file]} with Meson"


def cmake_within():
    if not shutil.which("cmake"):
        skip("no cmake")
    same_sources_and_flags()
    (work / "lagom").symlink_to(ROOT)
    own = work / "prefix"
    says_what_is_lost(cmake(blocks("cmake")[0], QUICK, "-DLAGOM_INSTALL=ON", f"-DCMAKE_INSTALL_PREFIX={own}"), "-DLAGOM_ISA=")
    run("cmake", "--install", "build")
    # What CMake installs is found as what Meson installs is.
    shutil.rmtree(work / "build")
    cmake(blocks("cmake", "CMake, installed")[0], f"-DCMAKE_PREFIX_PATH={own}")


def cmake_fetched():
    cmake(blocks("cmake")[0], QUICK, f"-DFETCHCONTENT_SOURCE_DIR_LAGOM={ROOT}")


def cmake_installed():
    prefix = installed()
    cmake(blocks("cmake")[0], prefix=prefix)
    # Another series of versions is not taken for this one.
    (work / "CMakeLists.txt").write_text("cmake_minimum_required(VERSION 3.16)\nproject(p CXX)\n"
                                         "foreach(v 0.0 0.2 1.0 0.1.99)\n  find_package(lagom ${v} QUIET)\n"
                                         "  if(lagom_FOUND)\n    message(FATAL_ERROR \"taken for ${v}\")\n  endif()\nendforeach()\n")
    run("cmake", "-B", "versions", f"-DCMAKE_PREFIX_PATH={prefix}")


def pkg_config():
    prefix = installed()
    env = with_compilers({"PKG_CONFIG_PATH": str(prefix / "lib/pkgconfig")})
    run("bash", "-c", blocks("sh")[0], env=env)
    trained(work / "program")


def plain():
    prefix = installed()
    command = blocks("sh")[0]
    if options()["blas"] == "disabled":
        command = command.replace(" -lopenblas", "")
    run("bash", "-c", command, env=with_compilers({"prefix": str(prefix), "flags": flags(prefix)}))
    trained(work / "program")


WAYS = {
    "Meson, as a subproject": meson_subproject,
    "Meson, installed": meson_installed,
    "CMake, within your project": cmake_within,
    "CMake, fetched": cmake_fetched,
    "CMake, installed": cmake_installed,
    "pkg-config": pkg_config,
    "Plain g++": plain,
}
shutil.rmtree(work, ignore_errors=True)
work.mkdir(parents=True)
shutil.copy(HERE / "digits.cpp", work / "program.cpp")
WAYS[way]()
