"""Checks that a folder's internals have its namespace: each is opened in its own folder, in include/lagom and in src, and
nowhere else. What a user writes is in lagom itself, formulas and mathematics in lagom::formulas and lagom::math.

usage: check_namespaces.py SOURCE_ROOT
"""
import pathlib
import re
import sys

OF_FOLDER = {"core": "basics", "graph": "graphs", "expr": "expr", "check": "checking", "plan": "plan", "kernel": "kernels",
             "run": "runners", "data": "detail", "train": "trainers", "report": "reports"}
FOLDER_OF = {space: folder for folder, space in OF_FOLDER.items()}
SHARED = {"lagom", "formulas", "math", "formats"} # formats: of files, in core/ and data/
ELSEWHERE = { # what has to be there: a specialization, and what belongs to another folder
    ("include/lagom/expr/piped.hpp", "boost"), ("include/lagom/expr/piped.hpp", "hana"),
    *((f"include/lagom/expr/augment/{name}.hpp", "detail") for name in ("augment", "parts", "random_erasing")), # of data/,
    # which they work for
    ("include/lagom/kernel/math.hpp", "detail"), # of math
}
OPENED = re.compile(r"^\s*(?:inline\s+)?namespace\s+([\w:]+)\s*\{", re.M)


def wrong_in(files):
    """What is wrong with {path from the root: text}. A namespace that no folder is named for has one folder, too."""
    wrong, seen = [], {}
    for name, text in sorted(files.items()):
        folder = name.removeprefix("include/lagom/").removeprefix("src/").split("/")[0]
        for spaces in OPENED.findall(text):
            for space in spaces.split("::"):
                if space in SHARED or (name, space) in ELSEWHERE:
                    continue
                home = FOLDER_OF.get(space) or seen.setdefault(space, folder)
                if folder != home:
                    wrong.append(f"{name}: namespace {space} is of {home}/, and {folder}/ opens it")
    return wrong


# That it sees what it is for: each is refused, and the last is not.
MADE_UP = [
    {"include/lagom/run/a.hpp": "namespace lagom::plan {\n}\n"},
    {"src/train/a.cpp": "namespace lagom {\nnamespace runners {\n}\n}\n"},
    {"src/core/a.hpp": "namespace lagom::json {\n}\n", "src/data/b.hpp": "namespace lagom::json {\n}\n"},
    {"include/lagom/plan/a.hpp": "namespace lagom::plan {\nnamespace graphs = lagom::graphs;\n}\n",
     "src/plan/a.cpp": "namespace lagom {\nnamespace plan {\nnamespace {\n}\n}\n}\n"},
]
assert [len(wrong_in(files)) for files in MADE_UP] == [1, 1, 1, 0]

root = pathlib.Path(sys.argv[1])
paths = [file for top in ("include/lagom", "src") for file in (root / top).rglob("*.[ch]pp")]
wrong = wrong_in({file.relative_to(root).as_posix(): file.read_text() for file in paths})
print("\n".join(wrong) or "each namespace is opened in its folder")
sys.exit(bool(wrong))
