"""Checks the includes of the library: folders go one way, and each heavy package has its one place.

usage: check_layers.py SOURCE_ROOT
"""
import pathlib
import re
import sys

ORDER = ["core", "graph", "expr", "check", "plan", "kernel", "run", "data", "train", "report"]
XSIMD = {"kernel/lanes.hpp"}
XTENSOR = {"run/xtensor.hpp"}

INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.M)

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

for name, used, package in includes(root / "src", "*.[ch]pp"):
    if package == "xsimd":
        wrong.append(f"src/{name}: only {', '.join(XSIMD)} may include <{used}>")

print("\n".join(wrong) or "includes go one way")
sys.exit(bool(wrong))
