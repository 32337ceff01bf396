#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Calls every public function with arguments of a wrong type: each call costs one error that says what is expected.

usage: wrong_arguments.py NAME BUILD   the calls of one function, each measured as check.py measures
       wrong_arguments.py --list       the names
       wrong_arguments.py --complete   every function in namespace lagom that the headers declare is in a list below

The calls stand behind a model, a data set and an expression of each kind: see BEFORE.
"""
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
HEADERS = HERE.parents[1] / "include" / "lagom"

BEFORE = """#include <lagom/lagom.hpp>

using namespace lagom;

constexpr auto net = input<4> | dense<8> | relu | dense<3>;
constexpr auto objective = cross_entropy + l2(1e-4);
constexpr auto optimizer = clip_norm(1.0) | adam(1e-3);
std::vector<std::vector<float>> const rows;

void wrong(network_model<float, std::remove_const_t<decltype(net)>>& m,
           network_model<float, std::remove_const_t<decltype(net)>> const& same, data_set const& d,
           xt::xtensor<float, 2> const& x, std::vector<int> const& y)
{
    %s;
}
"""

# What is said is by default the name of the function with what it takes (`fit_takes_...`). A function of plain numbers or
# texts needs no sentence of ours: the compiler names it, the type that it was given and the one that it takes.
SENTENCE = "{name}_takes"
PLAIN = r"{name}|convert|conversion"

CALLS = {
    "fit": ["static_cast<void>(fit(m, d, cross_entropy, adam, epochs(2)))",
            "static_cast<void>(fit(m, d, cross_entropy, sgd, epochs(2)))",
            "static_cast<void>(fit(m, d, cross_entropy, adam(1e-3), epochs(2), 32))",
            "static_cast<void>(fit(m, d, cross_entropy, adam(1e-3), 20))",
            "static_cast<void>(fit(m, x, cross_entropy, adam(1e-3), epochs(2)))",
            "static_cast<void>(fit(same, d, cross_entropy, adam(1e-3), epochs(2)))",
            "static_cast<void>(fit(m))", "static_cast<void>(fit(net, d, cross_entropy, adam(1e-3), epochs(2)))",
            "static_cast<void>(fit(d, d, cross_entropy, adam(1e-3), epochs(2)))"],
    "evaluate": ["evaluate(m, x, objective)", "evaluate(m, d)", "evaluate(net, d, objective)",
                 "evaluate(m, d, objective, 3)", "evaluate(m, d, objective, log_every(3))"],
    "predict": ["predict(m, rows)", "predict(net, x)", "predict(m, 1.0)", "predict(m, x, 4)",
                "predict(m, x, on_epoch([](epoch_record const&) {}))", "predict(m, x, checkpoint(\"run\"))"],
    "probabilities": ["probabilities(m, rows)", "probabilities(net, x)"],
    "classify": ["classify(m, rows)", "classify(net, x)"],
    "labels_of": ["labels_of(m, rows)", "labels_of(m, rows, threshold(0.5))", "labels_of(m, x, 0.5)", "labels_of(net, x)"],
    "predictor": ["predictor p(net)", "predictor p(3)"],
    "make_model": ["make_model(net, 1)", "make_model(net)", "make_model(seed(1), net)", "make_model(net, seed(1), 2)",
                   "make_model<double>(net, 1)"],
    "save": ["save(net, \"m.safetensors\")", "save(\"m.safetensors\", m)", "save(m)"],
    "load": ["load(net, \"m.safetensors\")", "load(\"m.safetensors\")", "load(same, \"m.safetensors\")"],
    "summary": ["summary(net)", "summary(d)"],
    "forward": ["forward(m, rows)", "forward(net, x)"],
    "backward": ["backward(m, x)", "backward(m, rows, rows)"],
    "gradient": ["gradient(m, x, y)", "gradient(m, rows, y, objective)", "gradient(l2(1.0), rows)"],
    "value": ["value(1.0, y)", "value(l2(1.0), rows)"],
    "prox": ["prox(l1(1.0), x)", "prox(1.0, x, 0.5)"],
    "updater": ["updater u(m, 3)", "updater u(net, adam(1e-3))", "updater u(same, adam(1e-3))"],
    "update": ["update(m, x)"],
    "explain": ["explain(m)", "explain(net, 2, 3)", "explain(net, adam)"],
    "segments": ["segments(m)", "segments(3)"],
    "rules": ["rules(net)", "rules(m, objective, optimizer)"],
    "parameters": ["parameters(m)", "parameters(3)"],
    "flops": ["flops(m)"],
    "memory": ["memory<float>(m, 3)", "memory<float>(net)"],
    "benchmark": ["benchmark(m, objective, optimizer)", "benchmark(net, objective, optimizer, 128)", "benchmark(net)"],
    "data_set": ["data_set e(rows, y)", "data_set e(3)", "data_set e(x, rows)", "data_set e(y)"],
    "pixels": ["pixels(x)", "pixels(rows)", "pixels()"],
    "preview": ["preview(net, d)", "preview(d, net, \"x.png\")", "preview(net, x, \"x.png\")",
                "preview(net, d, 3)", "preview(net, d, \"x.png\", 3)"],
    "write_png": ["write_png(x)", "write_png(\"x.png\", x)", "write_png(d, \"x.png\")", "write_png(rows, \"x.png\")",
                  "write_png(x > 0.5F, \"x.png\")", "write_png(x, \"x.png\", 2.5)", "write_png(x, \"x.png\", 2, 3)"],
    "split": ["split(x, {0.5, 0.5}, seed(1))", "split(d, {0.5, 0.5}, 1)", "split(d, 0.8, seed(1))", "split(d)"],
    "read_csv": [("read_csv(\"x.csv\", \"label\")", "what_is_given_is_no_option_of_read_csv"), "read_csv(3)", ("read_csv(\"x.csv\", label(\"y\"), 3)", "what_is_given_is_no_option_of_read_csv")],
    "read_cifar10": ["read_cifar10(3)", "read_cifar10()", "read_cifar10(\"a.bin\", \"b.bin\")"],
    "read_cifar100": ["read_cifar100(3)", "read_cifar100(\"train.bin\", 20)"],
    "read_images": ["read_images(3)", ("read_images(\"pictures\", \"labels.csv\")", "what_is_given_is_no_option_of_read_images"),
                    ("read_images(\"pictures\", label(\"y\"))", "what_is_given_is_no_option_of_read_images")],
    "classes_of": ["read_csv(\"x.csv\", label(\"y\"), classes_of(x))"],
    "decide": ["decide(3, x)", "decide(patience(2))"],
    "residual": ["residual(3)", "residual(dense<4>, 3)"],
    "scale_by": ["scale_by(3)", "scale_by(dense<4>, relu)"],
    "repeat": ["repeat<2>(3)", "repeat<2>(dense<4>, relu)"],
    "named": [("named<\"head\">(3)", "named_takes")],
    "dense": ["input<4> | dense<8>(3)"],
    "one_of": ["one_of(random_flip)", "one_of(dense<4>, random_flip)", "one_of(random_flip, 3)",
               "one_of(mixup(0.2), random_flip)", "one_of(mixup(0.2) | random_flip, cutmix(1.0))"],
    "sometimes": ["sometimes(0.5, dense<4>)", "sometimes(\"x\", random_flip)", "sometimes(random_flip, 0.5)",
                  "sometimes(random_flip)", "sometimes(0.5, mixup(0.2) | random_flip)"],
    "freeze": ["adam(1e-3) | freeze(\"head\")", "adam(1e-3) | freeze()"],
    "on": ["l2(1e-4).on(\"kernel\")", "l1(1e-4).on(3)", "adam(1e-3) | decay(0.1).on(\"kernel\")",
           "adam(1e-3) | max_norm(1.0).on(\"kernel\")", "adam(1e-3) | rate_factor(0.1).on(\"head\")"],
    "label": ["label(3)", "label(\"a\", 3)"],
    "adam": ["adam(\"fast\")", "adam()", "adam(1e-3, 0.9, 0.99, 1e-8)"],
    "sgd": ["sgd(\"fast\")", "sgd()"],
}
CALLS_OF_PLAIN = {
    "drop_block": ["drop_block<3>(\"0.3\")"],
    "dropout": ["dropout(\"0.3\")", "input<4> | dropout"],
    "gaussian_noise": ["gaussian_noise(\"0.3\")"],
    "l1": ["l1(\"x\")", "cross_entropy + l1"],
    "l2": ["l2(\"x\")", "cross_entropy + l2"],
    "l1_subgradient": ["l1_subgradient(\"x\")"],
    "clip_norm": ["clip_norm(\"x\")", ("clip_norm | adam(1e-3)", "update_follows_what_is_none")],
    "clip_value": ["clip_value(\"x\")"],
    "decay": ["decay(\"x\")", "adam(1e-3) | decay"],
    "weight_decay": ["weight_decay(\"x\")", ("adam(1e-3) | weight_decay", "update_is_followed_by_what_is_none")],
    "max_norm": ["max_norm(\"x\")"],
    "rate_factor": ["rate_factor(\"x\")"],
    "constant": ["constant(\"x\")"],
    "cosine": ["cosine(\"x\")", "cosine(0.1, 20)", "adam(cosine)"],
    "cosine_restarts": ["cosine_restarts(0.1, 20)"],
    "exponential": ["exponential(0.1, \"x\")"],
    "one_cycle": ["one_cycle(0.1, 20)"],
    "step_decay": ["step_decay(0.1, 20, 0.5)"],
    "warm_up": ["warm_up(0.1, 20)", "warm_up(0.1)"],
    "patience": ["patience(\"x\")", ("patience(3).watching(objective)", "watching_takes")],
    "epochs": ["epochs(\"x\")", "patience(3) || epochs"],
    "steps": ["steps(\"x\")"],
    "time_limit": ["time_limit(\"x\")"],
    "goal": ["goal(\"x\")"],
    "generalization_loss": ["generalization_loss(\"x\")"],
    "progress_quotient": ["progress_quotient(\"x\")"],
    "successive_rises": ["successive_rises(\"x\")"],
    "target": ["target(3)"],
    "read_idx": ["read_idx(3)"],
    "read_npy": ["read_npy<float>(3)", "read_npy(\"x.npy\")"],
    "write_npy": ["write_npy(\"x.npy\", rows)", "write_npy(\"x.npy\", 3)"],
    "describe": ["describe(3)"],
    "mixup": ["mixup(\"x\")"],
    "cutmix": ["cutmix(\"x\")"],
    "random_brightness": ["random_brightness(\"x\")"],
    "color_jitter": ["color_jitter(0.1, 0.1, \"x\", 0.1)", "color_jitter(0.1)"],
    "gaussian_blur": ["gaussian_blur(\"x\")", "gaussian_blur()"],
    "rand_augment": ["rand_augment(2, \"x\")", "rand_augment(2)"],
    "random_affine": ["random_affine(\"x\", 0, 0, 0)", "random_affine(10)"],
    "random_grayscale": ["random_grayscale(\"x\")"],
    "random_hue": ["random_hue(\"x\")"],
    "random_posterize": ["random_posterize(\"x\")"],
    "random_resized_crop": ["random_resized_crop(\"x\")"],
    "random_saturation": ["random_saturation(\"x\")"],
    "random_sharpness": ["random_sharpness(\"x\")"],
    "random_solarize": ["random_solarize(\"x\")"],
    "random_contrast": ["random_contrast(\"x\")"],
    "random_cutout": ["random_cutout(\"x\")"],
    "random_rotation": ["random_rotation(\"x\")"],
    "random_shift": ["random_shift(\"x\")"],
    "machine": ["machine(3)"],
    "labels_file": ["labels_file(3)"],
    "without": ["without(3)"],
    "only": ["only(3)"],
    "one_hot": ["one_hot(3)"],
    "missing_words": ["missing_words(3)"],
    "delimiter": ["delimiter(\"; \")"],
    "comment_lines": ["comment_lines(\"#!\")"],
    "by_group": ["by_group(3)"],
    "join": ["join(d, x)"],
    "numbers_of": ["numbers_of<float>(3)"],
    "seconds": ["seconds(\"x\")"],
    "minutes": ["minutes(\"x\")"],
    "interrupted": ["interrupted(3)"],
}
# Functions of namespace lagom that no user calls: parts of the library, and words that are tested by files of their own.
INSIDE = set("""
apply_mix as_drawn is_within seed_of_fit augment brightness classification_of contrast crop cutmix_box cutout cutout_box
draw_mix mix_batch erase fixed flip_horizontal flip_vertical image_of in_range length_in_steps length_of_text mix normal_noise
number_is_outside_its_range paste_box philox philox_key read_safetensors read_whole refuse regression_of require_finite
rotate shift tanh uniform_noise vector_of write_durably write_safetensors
""".split())
ELSEWHERE = {"branch", "pointwise"}


def without_comments(text):
    return re.sub(r"//.*", "", text)


def declared():
    """Functions that headers declare right in namespace lagom, with the header."""
    found = {}
    for header in sorted(HEADERS.rglob("*.hpp")):
        text, spaces = without_comments(header.read_text()), []
        begin = 0
        for mark in re.finditer(r"[{};]", text):
            piece, begin = text[begin:mark.start()], mark.end()
            if mark.group() == "}":
                spaces.pop()
                continue
            name = re.search(r"\b(?:auto|void)\s+([a-z]\w*)\s*\(", piece)
            is_type = re.search(r"\b(struct|class|concept|using|enum)\s+\w+[^()]*$", piece)
            if spaces == ["lagom"] and name and not is_type and "operator" not in piece.split("(")[0]:
                found.setdefault(name.group(1), header.relative_to(HEADERS).as_posix())
            if mark.group() == "{":
                space = re.search(r"namespace\s+([\w:]*)\s*$", piece)
                spaces.append(space.group(1) if space else "{")
    return found


def complete():
    known = set(CALLS) | set(CALLS_OF_PLAIN) | INSIDE | ELSEWHERE
    found = declared()
    assert len(found) > 50, f"only {len(found)} functions found: the headers are read wrongly"
    missing = [f"{name} ({header})" for name, header in found.items() if name not in known]
    gone = sorted(INSIDE - set(found))
    print(*[f"no call with a wrong argument: {m}" for m in missing], *[f"is no function any more: {g}" for g in gone],
          sep="\n")
    return bool(missing or gone)


def measured(name, build):
    calls, default = (CALLS[name], SENTENCE) if name in CALLS else (CALLS_OF_PLAIN[name], PLAIN)
    failed = False
    for call in calls:
        call, sentence = call if isinstance(call, tuple) else (call, default.format(name=name))
        with tempfile.TemporaryDirectory() as folder:
            source = pathlib.Path(folder) / "wrong.cpp"
            source.write_text(f"// error: {sentence}\n" + BEFORE % call)
            run = subprocess.run([sys.executable, HERE / "check.py", source, build], text=True, capture_output=True)
        print(f"{call}: {run.stdout}{run.stderr}")
        failed = failed or run.returncode != 0
    return failed


def main():
    if sys.argv[1] == "--list":
        print(*CALLS, *CALLS_OF_PLAIN, sep="\n")
    elif sys.argv[1] == "--complete":
        sys.exit(complete())
    else:
        sys.exit(measured(sys.argv[1], sys.argv[2]))


if __name__ == "__main__":
    main()
