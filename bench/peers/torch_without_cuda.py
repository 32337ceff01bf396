# SPDX-License-Identifier: BSL-1.0
"""Makes a torch that was installed alone (pip install --no-deps torch) importable on a machine without CUDA.

usage: torch_without_cuda.py needs    prints what else it needs, one requirement a line
       torch_without_cuda.py make     makes stand-ins for the CUDA libraries that it is linked against

PyPI's wheel for Linux is the one for GPUs: with the libraries that it asks for it is 3 GB to fetch, and a program that
only uses the processor needs none of them. But they have to be there for torch to be loaded, and the start-up code of
torch's own CUDA parts calls a few functions. The stand-ins have the same names, and all their functions return
cudaErrorNoDevice. Nothing is made for a torch that is built without CUDA.
"""
import collections
import importlib.metadata
import pathlib
import re
import subprocess
import sys
import tempfile

NO_DEVICE = 100
CUDA = r"(?:cu|nv|nccl)"

torch = importlib.metadata.distribution("torch")


def needs():
    return [r for r in torch.requires or []
            if "extra ==" not in r and not r.startswith(("cuda-", "nvidia-", "triton"))]


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def make_stand_ins():
    folder = pathlib.Path(torch.locate_file("torch/lib"))
    own = sorted(folder.glob("*.so"))
    libraries = set()
    versions = {}  # of a library's symbols; some libraries give them none
    symbols = collections.defaultdict(set)  # by version
    for library in own:
        libraries |= set(re.findall(rf"NEEDED.*\[(lib{CUDA}[^]]*)\]", output("readelf", "-dW", library)))
        for name, version in re.findall(r"File: (\S+).*\n.*Name: (\S+)", output("readelf", "-VW", library)):
            versions[name] = version
        for name in re.findall(rf" U ({CUDA}\S+|__cuda\S+)", output("nm", "-D", "--undefined-only", library)):
            symbol, _, version = name.partition("@")
            symbols[version].add(symbol)
    for name in sorted(libraries):
        if (folder / name).exists():
            continue
        version = versions.get(name, "")
        with tempfile.TemporaryDirectory() as scratch:
            code, script = pathlib.Path(scratch, "library.c"), pathlib.Path(scratch, "versions")
            code.write_text("".join(f"int {s}(void) {{ return {NO_DEVICE}; }}\n" for s in sorted(symbols[version])))
            script.write_text(f"{version} {{ global: *; }};\n")
            subprocess.run(["gcc", "-shared", "-fPIC", "-w", code, f"-Wl,-soname,{name}",
                            f"-Wl,--version-script={script}", "-o", folder / name], check=True)


if sys.argv[1:] == ["needs"]:
    print("\n".join(needs()))
elif sys.argv[1:] == ["make"]:
    make_stand_ins()
else:
    sys.exit(__doc__)
