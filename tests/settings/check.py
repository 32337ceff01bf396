"""Checks that a build setting of the user's either gives right numbers or is refused by its one sentence.

usage: check.py CASE COMPILER... -- LINK...
       check.py --list

COMPILER is the compiler with the flags of the library, LINK what a program of the library's needs.
"""
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
INCLUDE = HERE.parents[1] / "include"
ISA = re.compile(r"-m(avx|fma|arch)\w*")

# Right: numbers.cpp compiles and finds nothing. `-ffast-math` by parts, as g++ and clang take them.
RIGHT = {
    "as_it_is": [],
    "associative_math": ["-fassociative-math", "-fno-signed-zeros", "-fno-trapping-math"],
    "unsafe_math": ["-funsafe-math-optimizations"],
    "reciprocal_math": ["-freciprocal-math"],
    "fast_math_with_nan": ["-O3", "-ffast-math", "-fno-finite-math-only"],
    "contraction_off": ["-ffp-contract=off"],
    "no_asserts": ["-DNDEBUG"],
    "asserts_of_xtensor": ["-DXTENSOR_ENABLE_ASSERT"],
    "asserts_of_std": ["-D_GLIBCXX_ASSERTIONS"],
    "no_rtti": ["-fno-rtti"],
    "unsigned_char": ["-funsigned-char"],
    "next_standard": ["-std=c++23"],
    "sanitizers": ["-fsanitize=address,undefined", "-fno-sanitize-recover=undefined"],
}
# Refused by the compiler: (flags, the first error, errors at most).
REFUSED = {
    "fast_math": (["-ffast-math"], "-fno-finite-math-only", 1),
    "o_fast": (["-Ofast"], "-fno-finite-math-only", 1),
    "finite_math": (["-ffinite-math-only"], "-fno-finite-math-only", 1),
    "old_standard": (["-std=c++17"], "lagom needs C\\+\\+20", 2), # and one that ends the compilation
    "no_exceptions": (["-fno-exceptions"], "without -fno-exceptions", 2),
    "xtensor_with_xsimd": (["-DXTENSOR_USE_XSIMD"], "XTENSOR_USE_XSIMD.*compile it without", 1),
    "columns_first": (["-DXTENSOR_DEFAULT_LAYOUT=xt::layout_type::column_major"], "XTENSOR_DEFAULT_LAYOUT", 1),
}
# Refused by the linker: flags, and whether they replace those of the instruction set.
UNLINKED = {
    "other_instructions": lambda flags: [f for f in flags if not ISA.match(f)] +
    ([] if any(ISA.match(f) for f in flags) else ["-mavx2", "-mfma"]),
}

# Compiles: long chains within the compilers' own limits.
COMPILED = {"deep": "deep.cpp"}


def compiled(source, words):
    made = subprocess.run([*words, "-w", "-I", INCLUDE, "-fsyntax-only", HERE / source], text=True, capture_output=True)
    return made.stderr[:4000] if made.returncode != 0 else ""


def compile_numbers(words, link, program):
    source = HERE / "numbers.cpp"
    return subprocess.run([*words, "-w", "-I", INCLUDE, source, *link, "-o", program], text=True, capture_output=True)


def right(flags, words, link, program):
    made = compile_numbers([*words, *flags], link, program)
    if made.returncode != 0:
        return f"it does not compile\n{made.stderr[:4000]}"
    run = subprocess.run([program], text=True, capture_output=True, timeout=100)
    return run.stdout + run.stderr if run.returncode != 0 else ""


def refused(case, words):
    flags, sentence, most = case
    said = compile_numbers([*words, *flags], ["-fsyntax-only"], "/dev/null").stderr
    errors = re.findall(r"error: .*", said)
    if not errors or not re.search(sentence, errors[0]) or len(errors) > most:
        return f"not one error that says {sentence}:\n{said[:4000]}"
    return ""


def unlinked(change, words, link, program):
    said = compile_numbers(change(words), link, program).stderr
    missing = re.findall(r"undefined (?:reference|symbol).*", said)
    if len(missing) != 1 or "compiled_with_other_options_than_this_file" not in missing[0]:
        return f"not one symbol that is the sentence, but {len(missing)}:\n{said[:4000]}"
    return ""


def main():
    name, *rest = sys.argv[1:]
    if name == "--list":
        print(*RIGHT, *REFUSED, *UNLINKED, *COMPILED, sep="\n")
        return
    at = rest.index("--")
    words, link = rest[:at], rest[at + 1:]
    with tempfile.TemporaryDirectory() as folder:
        program = pathlib.Path(folder) / "numbers"
        if name in RIGHT:
            problem = right(RIGHT[name], words, link, program)
        elif name in REFUSED:
            problem = refused(REFUSED[name], words)
        elif name in COMPILED:
            problem = compiled(COMPILED[name], words)
        else:
            problem = unlinked(UNLINKED[name], words, link, program)
    print(problem or "ok")
    sys.exit(bool(problem))


if __name__ == "__main__":
    main()
