"""Makes docs/reference.md: every public word of lagom, a line each, from the headers and their doc comments.

usage: make_reference.py [SOURCE_ROOT]          writes the page
       make_reference.py --check [SOURCE_ROOT]  says what is wrong with it, and fails then

Public is what a header of PAGES declares directly in namespace lagom, unless INTERNAL names it. A public word has a doc
comment, whose first sentence is its line, and a program that uses it: an example, a recipe of the cookbook, or a test.
"""
import pathlib
import re
import sys

# Title, headers (in the order of the page), by path below include/lagom.
PAGES = [
    ("Layers", ["expr/layer/*.hpp", "expr/activation/*.hpp", "expr/norm/*.hpp", "expr/noise/*.hpp", "expr/residual.hpp",
                "expr/repeat.hpp", "expr/branch.hpp", "expr/named.hpp"]),
    ("Augmentations, written as layers behind the input", ["expr/augment/*.hpp"]),
    ("Losses", ["expr/loss/*.hpp"]),
    ("Penalties, added to a loss", ["expr/penalty/*.hpp"]),
    ("Updates and constraints, joined by |", ["expr/update/*.hpp", "expr/constraint/*.hpp"]),
    ("Schedules, in place of a rate", ["expr/schedule/*.hpp"]),
    ("Selectors, joined by && || !", ["expr/select/*.hpp"]),
    ("Stopping rules, joined by || and &&", ["expr/stop/*.hpp"]),
    ("Data", ["data/data_set.hpp", "data/split.hpp", "data/join.hpp", "data/image.hpp", "data/image_warp.hpp",
              "data/image_light.hpp", "data/augmentation.hpp"]),
    ("Files", ["data/read_csv.hpp", "data/csv_options.hpp", "data/classes_of.hpp", "data/read_idx.hpp", "data/read_cifar.hpp",
               "data/read_images.hpp", "data/npy.hpp",
               "data/safetensors.hpp", "train/checkpoint.hpp"]),
    ("Models, training and use", ["run/model.hpp", "train/fit.hpp", "train/evaluate.hpp", "train/predict.hpp",
                                  "train/predictor.hpp", "train/parts.hpp", "train/history.hpp", "train/metrics.hpp",
                                  "train/decide.hpp"]),
    ("Options, in any order at the end of a call", ["core/random.hpp", "train/options.hpp", "run/policy.hpp"]),
    ("Constant facts of an expression", ["plan/cost.hpp", "plan/rules.hpp", "plan/segments.hpp", "plan/layers.hpp"]),
    ("Reports", ["plan/explain.hpp", "report/*.hpp", "run/blas.hpp"]),
    ("Errors", ["core/exceptions.hpp"]),
]

# Words in these headers that are the library's own: its headers share them across folders.
INTERNAL = set("""
    transposed_conv
    all_of_rules all_parameters any_of_rules apply_mix augment chain cutmix_region describe draw_mix drawn_mix draws_for
    evaluation image_point kernels_only kind_selector labelling length_in_steps lowered_loss
    model_computes_in_float_or_double_and_not_in moment named_node philox philox_key random_stream role_selector
    seed_of_fit piped_to_branch velocity what_is_given_is_no_option_of_read_csv what_is_given_is_no_option_of_read_images whole_run
""".split())

UNWANTED = re.compile(r"_t$|_tag$|_kind$|_metric$|_like$|^is_")
SHOWN_TYPES = re.compile(r"^(double|int|long|bool|float|std::string|std::vector<std::string>|std::size_t)( const)?&?$")


class Word:
    def __init__(self, name, signature, doc, header, is_type):
        self.name, self.signature, self.doc, self.header, self.is_type = name, signature, doc, header, is_type


def split_arguments(text):
    """At commas outside brackets."""
    parts, depth, start = [], 0, 0
    for i, c in enumerate(text):
        depth += c in "(<[{"
        depth -= c in ")>]}"
        if c == "," and depth == 0:
            parts.append(text[start:i])
            start = i + 1
    return [p.strip() for p in parts + [text[start:]] if p.strip()]


def argument(text):
    """A parameter as the page shows it: plain types stay, `= value` too; of others the name alone."""
    text, _, default = (part.strip() for part in text.partition("="))
    pack = "..." in text
    words = re.match(r"(.*?)(?:\.\.\.)?\s*([A-Za-z_]\w*)?(\[\w*\])?\)?(\[\w*\])?$", text.replace("/*", "").replace("*/", ""))
    kind, name = (words.group(1) or "").strip(), words.group(2) or ""
    if pack:
        return "options..." if name in ("given", "policy") else f"{name}..."
    if not name or name in ("const", "double", "int", "long"):
        kind, name = text, ""
    shown = f"{kind} {name}".strip() if SHOWN_TYPES.match(kind) else name or re.sub(r"_t\b.*| const&|&&?", "", kind).strip()
    return shown + (f" = {default}" if default and default != "{}" else "")


def declaration(text):
    """(name, signature) of a declaration, or nothing for what the page does not list."""
    text = re.sub(r"\s+", " ", text).strip()
    template = ""
    while text.startswith("template"):
        depth, i = 0, text.index("<")
        for i in range(text.index("<"), len(text)):
            depth += text[i] == "<"
            depth -= text[i] == ">" and text[i - 1] != "-"
            if depth == 0:
                break
        template, text = text[text.index("<") + 1:i], text[i + 1:].strip()
    if text.startswith("requires"):
        found = re.search(r"\b(constexpr auto|auto|void|struct|class|inline) ", text)
        text = text[found.start():] if found else ""
    text = re.sub(r"\[\[\w+(\(.*?\))?\]\] ?", "", text)
    if found := re.match(r"(?:inline |constexpr |extern )*(?:auto|void) (\w+)\((.*)", text):
        name, rest = found.groups()
        depth = 1
        for i, c in enumerate(rest):
            depth += c == "("
            depth -= c == ")"
            if depth == 0:
                arguments = split_arguments(rest[:i])
                break
        else:
            return None
        if any("not_made" in a for a in arguments) or any(re.match(r"A const&\.\.\.|auto const&\.\.\.", a) for a in arguments):
            return None
        explicit = "<T>" if re.match(r"class T\b", template) and not any(re.search(r"\bT\b", a) for a in arguments) else ""
        return name, f"{name}{explicit}({', '.join(argument(a) for a in arguments)})"
    if found := re.match(r"inline constexpr (?:[\w:]+(?:<.*?>+)?) (\w+)(?:<.*>)?(?:\{.*|\(.*| =.*|;.*)$", text):
        name = found.group(1)
        parameters = [re.sub(r"^(?:auto|int|long|class|names::text|text|fixed_string|literal)\W+", "", p) for p in split_arguments(template)]
        return name, name + (f"<{', '.join(parameters)}>" if parameters else "")
    if found := re.match(r"(?:struct|class|enum class) (\w+)", text):
        if re.match(r"(?:struct|class) \w+<", text) or text.endswith(";"):
            return None # a specialization, a forward declaration
        return found.group(1), found.group(1)
    if found := re.match(r"using (\w+) =", text):
        return found.group(1), found.group(1)
    return None


def constructor(body, name):
    """How an option is written: the arguments of its constructor."""
    found = re.search(rf"explicit {name}\(([^()]*)\)", body)
    return f"{name}({', '.join(argument(a) for a in split_arguments(found.group(1)))})" if found else name


def declarations(text):
    """(doc, declaration, body) of all that stands directly in namespace lagom."""
    doc, pending, scopes, kept = [], "", [], None
    for line in text.splitlines():
        stripped = line.strip()
        inside = scopes and all(s == "lagom" for s in scopes)
        if inside and stripped.startswith("///") and not pending.strip():
            doc.append(stripped[3:].strip())
            continue
        code = re.sub(r'//.*$', "", line)
        code = re.sub(r'"(?:[^"\\]|\\.)*"', lambda m: '"' + "_" * (len(m.group()) - 2) + '"', code)
        code = re.sub(r"'(?:[^'\\]|\\.)'", "' '", code)
        if code.lstrip().startswith("#"):
            continue
        if inside and not code.strip() and not pending.strip():
            doc = []
            continue
        for c in code + " ":
            inside = bool(scopes) and all(s == "lagom" for s in scopes)
            if inside and pending.count("(") > pending.count(")"):
                pending += c
            elif c == "{":
                found = re.search(r"namespace\s*([\w:]*)\s*$", pending)
                if found:
                    scopes += (found.group(1) or "unnamed").split("::")
                    pending, doc = "", []
                else:
                    if inside:
                        kept = [doc, pending + "{", ""]
                        doc = []
                    scopes.append("{")
                    pending = "" if inside else pending
            elif c == "}":
                if scopes:
                    scopes.pop()
                if scopes and all(s == "lagom" for s in scopes) and kept:
                    yield kept[0], kept[1], kept[2]
                    kept = None
                pending = ""
            elif inside and c == ";":
                if pending.strip():
                    yield doc, pending + ";", ""
                pending, doc = "", []
            elif inside or not scopes:
                pending += c
            elif kept:
                kept[2] += c
        if kept and "{" in scopes:
            kept[2] += "\n"
    return


def first_sentence(doc):
    lines = []
    for line in doc:
        if not line or re.match(r"(Shape|State|Params|Training|Inference|Cost|Requires|Throws|Source|Example|Returns|@param|Gradient)\b", line):
            if lines:
                break
            continue
        lines.append(line)
    text = " ".join(lines)
    text = re.split(r"(?<=[^A-Z.][.;])\s+(?=[A-Z`])", text)[0].rstrip(".; ")
    return text.replace("|", "\\|")


def words_of(root):
    for title, patterns in PAGES:
        words, of_types = {}, {}
        for pattern in patterns:
            for header in sorted((root / "include/lagom").glob(pattern)):
                for doc, text, body in declarations(header.read_text()):
                    found = declaration(text)
                    if found and doc:
                        of_types[found[0]] = doc
                    if found and not doc: # `inline constexpr quiet_t quiet{}` behind a struct that says what it is
                        doc = of_types.get(found[0] + "_t", of_types.get(found[0] + "_mode", doc))
                    if not found or found[0] in INTERNAL or UNWANTED.search(found[0]):
                        continue
                    name, signature = found
                    if title.startswith("Options") and f"explicit {name}(" in body:
                        signature = constructor(body, name)
                    known = words.get(name)
                    if known is None:
                        words[name] = Word(name, signature, first_sentence(doc), header,
                                           bool(re.match(r"(template <.*> )?(struct|class|enum class|using)", " ".join(text.split()))))
                    elif not known.doc and doc:
                        known.doc, known.signature = first_sentence(doc), signature
        yield title, list(words.values())


def uses(root):
    """{word: the program that shows it}: examples first, then recipes, then tests."""
    shown = {}
    places = [("examples", "*.cpp"), ("examples/cookbook", "*.cpp"), ("tests", "*/*.cpp"), ("bench", "**/*.cpp")]
    for folder, pattern in places:
        for file in sorted((root / folder).glob(pattern)):
            if {"compile_fail", "mutants", "allocation", "faults", "system"} & set(file.parts): # tell nothing of a use
                continue
            code = "\n".join(re.sub(r"//.*", "", line) for line in file.read_text().splitlines() if "#include" not in line)
            code = re.sub(r'"(?:[^"\\\n]|\\.)*"', '""', code)
            for word in set(re.findall(r"(?<![\w.])[A-Za-z_]\w*", code)):
                shown.setdefault(word, file)
    return shown


def page(root):
    shown, mistakes, lines = uses(root), [], []
    for title, words in words_of(root):
        lines += ["", f"## {title}", "", "| word | what it is | used in |", "| --- | --- | --- |"]
        for word in words:
            where = word.header.relative_to(root).as_posix()
            if not word.doc:
                mistakes.append(f"{where}: {word.name} is public and has no doc comment (or name it INTERNAL in docs/make_reference.py)")
            signature = word.signature.replace("|", "\\|")
            start = f"| [`{signature}`](../{where}) | {word.doc} |"
            if word.name not in shown and word.is_type: # what a function returns: `auto const result = fit(...)`
                lines.append(f"{start} |")
                continue
            if word.name not in shown:
                mistakes.append(f"{where}: {word.name} is public, and no example, recipe or test uses it")
                continue
            use = shown[word.name].relative_to(root).as_posix()
            lines.append(f"{start} [{pathlib.Path(use).stem}](../{use}) |")
    head = ["# Reference", "",
            "Every public word, a line each; the link of a word leads to its header, where its shapes, units, errors and source",
            "stand. `options...` are those [below](#options-in-any-order-at-the-end-of-a-call). Made from the headers by",
            "`docs/make_reference.py`; a test says when this page is not what they say."]
    return "\n".join(head + lines) + "\n", mistakes


def main():
    arguments = [a for a in sys.argv[1:] if a != "--check"]
    root = pathlib.Path(arguments[0] if arguments else pathlib.Path(__file__).parent.parent).resolve()
    text, mistakes = page(root)
    file = root / "docs/reference.md"
    if "--check" not in sys.argv:
        file.write_text(text)
    elif not file.exists() or file.read_text() != text:
        mistakes.append("docs/reference.md is not what the headers say: run docs/make_reference.py")
    print("\n".join(mistakes) or f"{text.count(chr(10) + '| [`')} public words")
    return bool(mistakes)


if __name__ == "__main__":
    sys.exit(main())
