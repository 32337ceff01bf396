# SPDX-License-Identifier: BSL-1.0
"""Makes networks up, and writes a line of the laws for each.

usage: make_networks.py SEED COUNT FOLDER

Layers, sizes and options are drawn: what no line of the suite says, where layers meet that nobody thought of. The same seed
makes the same networks. A file holds a few of them, so that compilers have work side by side.
"""
import math
import pathlib
import random
import sys

A_FILE = 4
CLASSES = 3


class Maker:
    """Draws one network. An expression comes with the shape behind it: (height, width, channels), (length, channels) or
    (columns,)."""

    def __init__(self, seed):
        self.draw = random.Random(seed)

    def pick(self, *choices):
        return self.draw.choice(choices)

    def width(self):
        return self.pick(1, 2, 3, 4, 5, 8, 9, 16, 17, 33)

    def activation(self):
        return self.pick("relu", "relu", "tanh", "sigmoid", "gelu", "silu", "softmax",
                         "pointwise([](auto x) { return x / sqrt(1 + x * x); })")

    def noise(self, shape):
        words = ["dropout(0.3)", "gaussian_noise(0.1)"]
        if len(shape) > 1:
            words += ["dropout(0.3).per_channel()"]
        if len(shape) > 1 and min(shape[:-1]) > 1:
            words += ["drop_block<2>(0.2)"]
        return self.draw.choice(words)

    def norm(self, shape):
        words = ["batch_norm"]
        if shape[-1] > 2:
            words += ["layer_norm", "rms_norm"]
        if math.prod(shape[:-1]) > 3:
            words += ["instance_norm", "group_norm<1>"]
            words += ["group_norm<2>"] if shape[-1] % 2 == 0 else []
        return self.draw.choice(words)

    def convolution(self, shape, channels=None):
        """One that keeps the positions."""
        c, least = channels or self.width(), min(shape[:-1])
        k = self.draw.choice([k for k in (1, 1, 2, 3, 3, 5) if k <= least])
        options = [self.pick("", "", "no_bias"), self.pick("", "", "dilated<2>") if 2 <= k < least else ""]
        if c % 2 == 0 and shape[-1] % 2 == 0:
            options.append(self.pick("", "channel_groups<2>"))
        options = ", ".join(filter(None, options))
        return f"conv<{c}, {k}>" + (f"({options})" if options else ""), shape[:-1] + (c,)

    def smaller(self, shape):
        """What takes windows in steps, or makes one position many."""
        c = self.width()
        halved, less = [(n + 1) // 2 for n in shape[:-1]], [n // 2 for n in shape[:-1]]
        words = [(f"conv<{c}, 1>(strided<2>, no_bias)", halved)]
        if max(shape[:-1]) < 7:
            words += [("upsample<2>", [n * 2 for n in shape[:-1]])]
        if min(shape[:-1]) > 2: # all taps see something
            words += [("max_pool<2>", less), ("average_pool<2>", less), ("max_pool<3>(strided<2>, same_padding)", halved),
                      ("average_pool<3>(strided<2>, same_padding)", halved), ("depthwise_conv<3>(strided<2>)", halved),
                      (f"conv<{c}, 3>(strided<2>)", halved), (f"conv<{c}, 2>(valid_padding)", [n - 1 for n in shape[:-1]])]
        word, sides = self.draw.choice(words)
        return word, tuple(sides) + ((c,) if word.startswith("conv") else (shape[-1],))

    def like(self, shape, depth):
        """Something that keeps the shape."""
        body, behind = self.some(shape, self.pick(1, 2, 3), depth + 1)
        if behind != shape:
            last = f"dense<{shape[-1]}>" if len(shape) == 1 else f"conv<{shape[-1]}, 1>"
            body = f"{body} | {last}"
        return body

    def block(self, shape, depth):
        kinds = ["layer", "layer", "layer", "norm", "activation", "activation", "noise"]
        if depth < 2:
            kinds += ["residual", "branch", "repeat"]
        if len(shape) > 1:
            kinds += ["scale"]
        if len(shape) > 1 and min(shape[:-1]) > 2:
            kinds += ["depthwise", "pool"]
        kind = self.draw.choice(kinds)
        if kind == "layer":
            if len(shape) == 3 or len(shape) == 2 and self.pick(True, False): # dense reads no image
                return self.convolution(shape)
            c = self.width()
            return f"dense<{c}>", shape[:-1] + (c,)
        if kind == "norm":
            return self.norm(shape), shape
        if kind == "noise":
            return self.noise(shape), shape
        if kind == "residual":
            return f"residual({self.like(shape, depth)})", shape
        if kind == "repeat":
            return f"repeat<2>({self.like(shape, depth)})", shape
        if kind == "branch":
            if self.pick(True, False):
                return f"(branch({self.like(shape, depth)}, {self.like(shape, depth)}) | sum)", shape
            one, a = self.some(shape, 2, depth + 1)
            other, b = self.some(shape, 1, depth + 1)
            return f"(branch({one}, {other}) | concat)", shape[:-1] + (a[-1] + b[-1],)
        if kind == "scale":
            c = shape[-1]
            return f"scale_by(global_average_pool | dense<{max(2, c // 2)}> | relu | dense<{c}> | sigmoid)", shape
        if kind == "depthwise":
            by = self.pick(1, 1, 2)
            return "depthwise_conv<3>" + (f"(multiplied<{by}>)" if by > 1 else ""), shape[:-1] + (shape[-1] * by,)
        if kind == "pool":
            return self.pick("max", "average") + "_pool<3>(strided<1>, same_padding)", shape
        return self.activation(), shape

    def some(self, shape, count, depth=0):
        """So many blocks in a row."""
        words = []
        for _ in range(count):
            word, shape = self.block(shape, depth)
            words.append(word)
        return " | ".join(words), shape

    def network(self):
        shape = self.pick((self.width(),), (self.draw.randint(2, 9), self.width()),
                          *3 * [(self.draw.randint(3, 9), self.draw.randint(3, 9), self.pick(1, 2, 3, 5, 18))])
        words = [f"input<{', '.join(map(str, shape))}>"]
        for _ in range(self.draw.randint(1, 3)):
            word, shape = self.some(shape, self.draw.randint(1, 3))
            words.append(word)
            if len(shape) > 1 and self.pick(True, False):
                word, shape = self.smaller(shape)
                words.append(word)
        if len(shape) > 1:
            words.append(self.pick("flatten", "global_average_pool", "global_max_pool"))
        words.append(self.pick("", "", "dense<33> | batch_norm | relu"))
        return " | ".join([w for w in words if w] + [f"dense<{CLASSES}>"])

    def line(self):
        net = self.network()
        terms = self.pick("", "", " + l2(1e-3)", " + l1(1e-4)", " + l2(1e-3) + l1(1e-4)")
        chain = self.pick("sgd(0.005).momentum(0.9)", "adam(1e-2)", "clip_norm(0.5) | sgd(0.05)", "adam(1e-2) | decay(0.01)",
                          "adam(1e-2) | max_norm(1.5)")
        return f"law::made_up_network({net}).under(cross_entropy{terms}).by({chain})"


def main():
    seed, count, folder = int(sys.argv[1]), int(sys.argv[2]), pathlib.Path(sys.argv[3])
    folder.mkdir(parents=True, exist_ok=True)
    for first in range(0, count, A_FILE):
        lines = "".join(f'LAGOM_LAW("network {seed + i}",\n          {Maker(seed + i).line()})\n'
                        for i in range(first, min(count, first + A_FILE)))
        (folder / f"networks_{first // A_FILE}.cpp").write_text(
            f'#include "tests/law/laws.hpp"\n\nusing namespace lagom;\n\n{lines}')


if __name__ == "__main__":
    main()
