# SPDX-License-Identifier: BSL-1.0
"""One convolution in PyTorch, in one direction, under the protocol of README.md.

usage: torch_convolution.py --workload 'conv 14x14x64-64' --direction D --config nchw|cl
"""
import argparse
import os

import protocol

parser = argparse.ArgumentParser()
parser.error = protocol.fail
parser.add_argument("--workload", required=True)
parser.add_argument("--direction", required=True, choices=["forward", "by-input", "by-kernel"])
parser.add_argument("--config", default="nchw", choices=["nchw", "cl"])
given = parser.parse_args()
found = [c for c in protocol.described()["convolutions"] if f"conv {c['name']}" == given.workload]
if not found:
    protocol.fail(f"no convolution {given.workload}")
layer = found[0]
protocol.pin(1)
os.environ["OMP_NUM_THREADS"] = "1"  # read once, when torch is loaded

try:
    import torch
    from torch.nn import functional as F
except Exception as error:
    protocol.fail(f"torch cannot be imported: {error!r}")

torch.set_num_threads(1)


def make():
    generator = torch.Generator().manual_seed(0)
    memory_format = torch.channels_last if given.config == "cl" else torch.contiguous_format

    def numbers(*shape):
        return torch.randn(*shape, generator=generator).contiguous(memory_format=memory_format)

    height, width, channels = layer["input"]
    units, size = layer["channels"], layer["kernel"]
    padding = 0 if layer["valid"] else size // 2
    x = numbers(layer["batch"], channels, height, width)
    w = numbers(units, channels, size, size)
    b = torch.randn(units, generator=generator)
    dy = numbers(layer["batch"], units, height + 2 * padding - size + 1, width + 2 * padding - size + 1)
    backward = torch.ops.aten.convolution_backward
    wanted = [given.direction == "by-input", given.direction == "by-kernel", False]

    def step():
        if given.direction == "forward":
            F.relu_(F.conv2d(x, w, b, padding=padding))
        else:
            backward(dy, x, w, [units], [1, 1], [padding] * 2, [1, 1], False, [0, 0], 1, wanted)

    def run(steps):
        with torch.inference_mode():
            for _ in range(steps):
                step()

    return run


protocol.serve("torch", torch.__version__, given.config, make)
