"""Reads a model that lagom saved, with numpy alone, and computes its outputs: see weights_in_python.cpp.

usage: read_weights.py FOLDER, with model.safetensors, features.npy and outputs.npy in it

With the package: `from safetensors.numpy import load_file; weights = load_file("model.safetensors")`.
"""
import json
import pathlib
import sys

import numpy


def read_safetensors(path):
    """Eight bytes of length, a header of JSON, then the numbers."""
    data = pathlib.Path(path).read_bytes()
    start = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:start])
    types = {"F32": "<f4", "F64": "<f8"}
    return {name: numpy.frombuffer(data, types[t["dtype"]], offset=start + t["data_offsets"][0],
                                   count=int(numpy.prod(t["shape"]))).reshape(t["shape"])
            for name, t in header.items() if name != "__metadata__"}


folder = pathlib.Path(sys.argv[1])
w = read_safetensors(folder / "model.safetensors")
x = numpy.load(folder / "features.npy")
for name, values in w.items():
    print(f"{name:24} {list(values.shape)}")

h = (x - w["standardize.0.mean"]) / w["standardize.0.deviation"]
h = numpy.maximum(h @ w["dense.0.kernel"] + w["dense.0.bias"], 0)
logits = h @ w["dense.1.kernel"] + w["dense.1.bias"]

difference = abs(logits - numpy.load(folder / "outputs.npy")).max()
print(f"largest difference from lagom's outputs: {difference:.1e}")
sys.exit(difference > 1e-4)
