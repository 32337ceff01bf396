# SPDX-License-Identifier: BSL-1.0
"""Checks that every word of include/lagom/expr with which a user writes an expression has a line in tests/law.

usage: check_lines.py SOURCE_ROOT

A word is what a header declares directly in namespace lagom and documents: `inline constexpr ... word{}`,
`constexpr auto word(...)`. It has a line if an argument of a LAGOM_LAW names it.
"""
import pathlib
import re
import sys

# Words that are no part of an expression: the library calls them.
OTHERS = {"length_in_steps", "no_shape"}

DECLARED = re.compile(r"^(?:inline constexpr (?:struct )?[\w:<>., ]+? (\w+)\{|\} (\w+)\{\};|constexpr auto (\w+)\()", re.M)
ANOTHER_NAME = re.compile(r"^/// `\w+` where `using namespace") # of the same thing
LAW = re.compile(r"\bLAGOM_LAW(?:_OF_WIDTHS)?\(")


def words_of(header):
    """Those that it declares directly in namespace lagom, with a comment."""
    doc, inside = "", []
    for line in header.read_text().splitlines():
        if found := re.match(r"namespace ([\w:]+) \{", line):
            inside.append(found.group(1))
        elif line.startswith("} // namespace"):
            inside.pop()
        elif line.startswith("///"):
            doc = doc or line
        elif inside == ["lagom"] and (found := DECLARED.match(line)) and (doc or line.startswith("}")):
            if not ANOTHER_NAME.match(doc):
                yield next(filter(None, found.groups()))
            doc = ""
        elif not line.startswith(("template", "    requires", "inline constexpr struct", " ")):
            doc = ""


def lines_of(text):
    """The arguments of each LAGOM_LAW, without texts in quotes and comments."""
    for found in LAW.finditer(text):
        depth, at = 1, found.end()
        while depth:
            depth += {"(": 1, ")": -1}.get(text[at], 0)
            at += 1
        yield re.sub(r'"[^"]*"|//.*', "", text[found.end():at - 1])


def main():
    root = pathlib.Path(sys.argv[1])
    expr = root / "include/lagom/expr"
    named = set()
    for file in sorted((root / "tests/law").glob("*.cpp")):
        for line in lines_of(file.read_text()):
            named |= set(re.findall(r"\w+", line))
    words = {word: header for header in sorted(expr.rglob("*.hpp")) for word in words_of(header)}
    missing = [f"{h.relative_to(root)}: '{w}' has no line in tests/law" for w, h in words.items() if w not in named | OTHERS]
    stale = [f"tests/law/check_lines.py: nothing declares '{w}' any more" for w in sorted(OTHERS - set(words))]
    print("\n".join(missing + stale) or f"{len(words) - len(OTHERS)} words have their lines")
    sys.exit(bool(missing + stale))


main()
