"""Checks the includes of the library: folders go one way, and each heavy package has its one place.

src/ has the folders of include/lagom, in the same order. A file src/FOLDER/NAME.cpp implements the header of its name, in
include/lagom/FOLDER or beside it, and includes it first, so a header that does not compile alone is seen. A header of src/
is included as "FOLDER/NAME.hpp".

usage: check_layers.py SOURCE_ROOT
"""
import pathlib
import re
import sys

ORDER = ["core", "graph", "expr", "check", "plan", "kernel", "run", "data", "train", "report"]
XSIMD = {"kernel/lanes.hpp"}
XTENSOR = {"run/xtensor.hpp"}

INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.M)
QUOTED = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.M)

root = pathlib.Path(sys.argv[1])
headers = root / "include/lagom"
wrong = []


def includes(folder, pattern):
    for file in sorted(folder.rglob(pattern)):
        name = file.relative_to(folder).as_posix()
        for used in INCLUDE.findall(file.read_text()):
            yield name, used, used.split("/")[0]


for name, used, package in includes(headers, "*.hpp"):
    layer = name.split("/")[0]
    if package == "lagom" and layer in ORDER: # the umbrella, in no layer, may include them all
        below = used.split("/")[1]
        if below not in ORDER or ORDER.index(below) > ORDER.index(layer):
            wrong.append(f"include/lagom/{name}: {layer}/ may not include <{used}>")
    elif "/" in name and layer not in ORDER:
        wrong.append(f"include/lagom/{name}: {layer}/ has no place in the order {' '.join(ORDER)}")
    elif package == "xsimd" and name not in XSIMD:
        wrong.append(f"include/lagom/{name}: only {', '.join(XSIMD)} may include <{used}>")
    elif package == "xtensor" and name not in XTENSOR:
        wrong.append(f"include/lagom/{name}: only {', '.join(sorted(XTENSOR))} may include <{used}>")
    elif package == "boost" and not used.startswith("boost/hana/"):
        wrong.append(f"include/lagom/{name}: of boost, only single headers of Hana, not <{used}>")
    elif package not in ("lagom", "xsimd", "xtensor", "boost") and not re.fullmatch(r"[a-z_]+|cstd\w+", used):
        wrong.append(f"include/lagom/{name}: <{used}> is not a header of the standard library; include it in src/")

sources = root / "src"
listed = re.findall(r"^  '(.+\.cpp)',$", (sources / "meson.build").read_text(), re.M)
included = set()
for name, used, package in includes(sources, "*.[ch]pp"):
    layer, below = name.split("/")[0], used.removeprefix("lagom/").split("/")[0]
    if package == "xsimd":
        wrong.append(f"src/{name}: only {', '.join(XSIMD)} may include <{used}>")
    elif layer in ORDER and (package == "lagom" or (sources / used).is_file()):
        if below not in ORDER or ORDER.index(below) > ORDER.index(layer):
            wrong.append(f"src/{name}: {layer}/ may not include {used}")
    included.add(used)

for file in sorted(sources.rglob("*.[ch]pp")):
    name = file.relative_to(sources).as_posix()
    for used in QUOTED.findall(file.read_text()):
        if used.count("/") != 1 or not (sources / used).is_file():
            wrong.append(f'src/{name}: "{used}" is not written as "FOLDER/NAME.hpp", from src/')
    header = file.with_suffix(".hpp").relative_to(sources).as_posix()
    public, private = (headers / header).is_file(), (sources / header).is_file()
    if name.count("/") != 1 or name.split("/")[0] not in ORDER:
        wrong.append(f"src/{name}: it lies in none of the folders {' '.join(ORDER)}")
    elif file.suffix == ".hpp":
        if public:
            wrong.append(f"src/{header}: there is an include/lagom/{header}, too")
        if not file.with_suffix(".cpp").is_file() and name not in included:
            wrong.append(f"src/{name}: there is no file of this name with .cpp, and nothing includes it")
    elif not (public or private):
        wrong.append(f"src/{name}: there is neither include/lagom/{header} nor src/{header}")
    else:
        first = INCLUDE.search(file.read_text())
        meant = f"<lagom/{header}>" if public else f'"{header}"'
        if not first or not first[0].endswith(meant):
            wrong.append(f"src/{name}: the first that it includes is not {meant}")
        if name not in listed:
            wrong.append(f"src/{name}: src/meson.build does not list it")

for folder in [top / name for top in (headers, sources) for name in ["", *ORDER]]:
    if folder.is_dir() and not (folder / "README.md").is_file():
        wrong.append(f"{folder.relative_to(root)}: there is no README.md, which says what is here")

print("\n".join(wrong) or "includes go one way")
sys.exit(bool(wrong))
