# SPDX-License-Identifier: BSL-1.0
"""The workloads: what peers/workloads.json says of them, in which order they are shown, and the least they can take."""
import dataclasses
import fnmatch
import functools
import json
import pathlib

FILE = pathlib.Path(__file__).resolve().parents[1] / "peers/workloads.json"
FAMILIES = ["mlp-tiny", "mlp-small", "mlp-deep", "mlp-mnist", "mlp-large", "conv-fashion", "resnet20", "infer"]
VARIANTS = ["bare", "plain", "stack", "bn", "l1", "l1-prox", "all"]
PEAK_STEP_FLOPS = 1572864  # on every thread, of the side `peak`

# Bytes of a parameter and its state, which stay in memory, and of what a step reads and writes of them.
KEPT = {"sgdm": 8, "adam": 12, "adamw": 12, None: 4}
MOVED = {"sgdm": 16, "adam": 24, "adamw": 24, None: 4}


@dataclasses.dataclass(frozen=True)
class Workload:
    name: str
    kind: str
    flops: int
    kept: int
    moved: int

    @property
    def family(self):
        """What is measured together."""
        return "infer" if self.kind == "infer" else self.name.split("/")[0]

    @property
    def variant(self):
        return "infer" if self.kind == "infer" else self.name.split("/")[1]

    @property
    def plain(self):
        """The workload without what restrains it."""
        return None if self.kind == "infer" else self.name.split("/")[0] + "/plain"

    @property
    def order(self):
        family = FAMILIES.index(self.family) if self.family in FAMILIES else len(FAMILIES)
        variant = VARIANTS.index(self.variant) if self.variant in VARIANTS else len(VARIANTS)
        return family, variant, self.name

    def floor_us(self, peak_gflops, machine, threads):
        """The least a step can take: its products at the peak, or its parameters' way through the memory."""
        return max(self.flops / peak_gflops / 1e3, self.way_us(machine, threads))

    def way_us(self, machine, threads):
        """Each thread reads and writes its share, as much as fits in each cache at the rate of that cache."""
        left, us = self.kept / threads, 0.0
        for cache in machine["caches"]:
            here = min(left, cache["bytes"])
            us += here / cache["read_gbs"] / 1e3
            left -= here
        return (us + left / machine["memory_read_gbs"] / 1e3) * self.moved / self.kept


@functools.cache
def described():
    """The workloads of the file, by name."""
    found = {}
    for w in json.loads(FILE.read_text())["workloads"]:
        optimizer = w["opt"]["name"] if w["opt"] else None
        found[w["name"]] = Workload(w["name"], w["kind"], w["flops_per_step"], KEPT[optimizer] * w["params"],
                                    MOVED[optimizer] * w["params"])
    return found


def named(name):
    """A workload by name. One that the file does not have is the variation of one that it has: l1-prox of l1."""
    known = described()
    if name in known:
        return known[name]
    original = known.get(name.rpartition("-")[0]) or known.get(name.split("/")[0] + "/plain")
    if original is None:
        raise SystemExit(f"{FILE.name} has no workload {name}, nor one that it could be a variation of")
    return dataclasses.replace(original, name=name)


def chosen(workloads, globs):
    """Those whose name or family matches one of the patterns, in order."""
    def matches(w):
        return not globs or any(fnmatch.fnmatch(n, g) for g in globs for n in (w.name, w.family, w.name.split("/")[0]))

    return sorted(filter(matches, workloads), key=lambda w: w.order)
