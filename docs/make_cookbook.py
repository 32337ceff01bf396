"""Makes docs/cookbook.md: the recipes of examples/cookbook, each with its question and its program.

usage: make_cookbook.py [SOURCE_ROOT]          writes the page
       make_cookbook.py --check [SOURCE_ROOT]  fails if it is not what the recipes say
"""
import pathlib
import re
import sys

# In the order in which they are asked for.
ORDER = ["your_arrays", "curves", "sweep", "cross_validation", "serve_rows", "weights_in_python", "transfer", "several_labels", "series",
         "pictures", "own_loss", "own_penalty", "own_stopping_rule", "own_optimizer"]

arguments = [a for a in sys.argv[1:] if a != "--check"]
root = pathlib.Path(arguments[0] if arguments else pathlib.Path(__file__).parent.parent).resolve()
recipes = {file.stem: file for file in sorted((root / "examples/cookbook").glob("*.cpp"))}
names = [n for n in ORDER if n in recipes] + [n for n in recipes if n not in ORDER]

page = ["# Cookbook", "",
        "Small programs, one question each. They are tests as well: `build/examples/examples/cookbook_curves` runs one, and returns",
        "zero if what it claims is so. A layer of your own is [`own_layer.cpp`](../examples/own_layer.cpp). Made from",
        "`examples/cookbook` by `docs/make_cookbook.py`.", ""]
bodies = []
for name in names:
    lines = recipes[name].read_text().splitlines()[1:]
    comment = [line[3:] for line in lines[:next(i for i, line in enumerate(lines) if not line.startswith("//"))]]
    title = name.replace("_", " ").capitalize()
    page.append(f"* [{title}](#{name.replace('_', '-')}): {re.split(r'(?<=[.?]) ', ' '.join(comment))[0]}")
    bodies += ["", f"## {title}", "", *comment, "", "```cpp", *lines[len(comment):], "```", "",
               f"[{name}.cpp](../examples/cookbook/{name}.cpp)"]
    for beside in sorted((root / "examples/cookbook").glob("*.py")):
        if beside.name in recipes[name].read_text():
            bodies += ["", "```python", beside.read_text().rstrip(), "```"]
text = "\n".join(page + bodies) + "\n"

file = root / "docs/cookbook.md"
if "--check" not in sys.argv:
    file.write_text(text)
elif not file.exists() or file.read_text() != text:
    sys.exit("docs/cookbook.md is not what the recipes say: run docs/make_cookbook.py")
print(f"{len(names)} recipes")
