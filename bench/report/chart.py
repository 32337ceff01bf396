# SPDX-License-Identifier: BSL-1.0
"""The chart: a bar for each side of each workload, as long as its step takes relative to the floor."""
import dataclasses
import math
from xml.sax.saxutils import escape

from . import tables, workloads

# Okabe and Ito's colors, which most kinds of color vision tell apart.
SIDES = {
    "floor": ("floor", "#999999"),
    "fused": ("lagom fused", "#0072b2"),
    "hand": ("written by hand", "#56b4e9"),
    "peer": ("best peer", "#e69f00"),
    "unfused": ("lagom unfused", "#d55e00"),
}
WIDTH = 960
LEFT, RIGHT = 250, 100  # where bars start; what their numbers need after them
TOP, BAR, PITCH, GAP = 104, 12, 15, 12
LEAST = 0.5  # of the floor: where the scale starts, so that the floor has a bar, too
FONT = "font-family=\"'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif\""


@dataclasses.dataclass
class Bar:
    side: str
    label: str
    us: float
    relative: float


def draw(results, threads):
    """An SVG of what there is for a number of threads; None if there is nothing."""
    steps = [r for r in results if r["threads"] == threads and r["suite"] in ("run", "peers")]
    groups = [(name, bars) for name, group in tables.by_workload(steps) if (bars := bars_of(group))]
    if not groups:
        return None
    most = max(bar.relative for _, bars in groups for bar in bars)
    scale = Scale(most)
    height = TOP + sum(len(bars) * PITCH + GAP for _, bars in groups) + 8
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
             f'height="{height}" {FONT}>',
             f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
             *heading(threads), *legend(groups), *scale.grid(height)]
    y = TOP
    for name, bars in groups:
        parts += group_of(name, bars, y, scale)
        y += len(bars) * PITCH + GAP
    return "\n".join([*parts, "</svg>"]) + "\n"


def bars_of(results):
    """The bars of one workload, in the order of SIDES; none without a floor."""
    own = {r["side"]: r for r in results if r["suite"] == "run" and "error" not in r}
    if "floor" not in own:
        return []
    best = tables.best_of(r for r in results if r["suite"] == "peers")
    found = {**own, **({"peer": best} if best else {})}
    floor = own["floor"]["us_median"]
    return [Bar(side, tables.peer_name(best) if side == "peer" else label, found[side]["us_median"],
                found[side]["us_median"] / floor)
            for side, (label, _) in SIDES.items() if side in found]


class Scale:
    """Logarithmic: each doubling is as wide as any other."""

    def __init__(self, most):
        self.doublings = max(2, math.ceil(math.log2(most / LEAST) * 4) / 4)
        self.unit = (WIDTH - LEFT - RIGHT) / self.doublings

    def x(self, relative):
        return LEFT + self.unit * max(0.0, math.log2(relative / LEAST))

    def grid(self, height):
        for power in range(-1, math.floor(self.doublings + math.log2(LEAST)) + 1):
            x, is_floor = self.x(2.0 ** power), power == 0
            yield (f'<line x1="{x:.1f}" y1="{TOP - 8}" x2="{x:.1f}" y2="{height - 12}" '
                   f'stroke="{"#777777" if is_floor else "#dddddd"}" stroke-width="1"/>')
            yield text(x, TOP - 14, f"{2.0 ** power:g}×", 11, "#555555", "middle")


def text(x, y, words, size, fill="#222222", anchor="start", weight="normal"):
    """With a white rim, which keeps lines of the grid out of the letters."""
    return (f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{fill}" text-anchor="{anchor}" '
            f'font-weight="{weight}" paint-order="stroke" stroke="#ffffff" stroke-width="3">{escape(words)}</text>')


def heading(threads):
    yield text(16, 26, f"Time of a step relative to the floor, {tables.threads_text(threads)}", 17, weight="bold")
    yield text(16, 45, "Logarithmic scale; shorter is better. The floor is the matrix products at the processor's "
                       "peak, or the parameters' way through the memory.", 12, "#555555")


def legend(groups):
    seen = {bar.side for _, bars in groups for bar in bars}
    x = 16
    for side, (label, color) in SIDES.items():
        if side in seen:
            yield f'<rect x="{x}" y="58" width="12" height="12" fill="{color}"/>'
            yield text(x + 17, 68, label, 12)
            x += 17 + 7 * len(label) + 18


def group_of(name, bars, y, scale):
    yield text(16, y + BAR - 2, name, 12, weight="bold")
    for i, bar in enumerate(bars):
        top, end = y + i * PITCH, scale.x(bar.relative)
        yield text(LEFT - 6, top + BAR - 2, bar.label, 11, "#444444", "end")
        yield (f'<rect x="{LEFT}" y="{top}" width="{max(1.0, end - LEFT):.1f}" height="{BAR}" '
               f'fill="{SIDES[bar.side][1]}"/>')
        yield text(max(end, LEFT) + 5, top + BAR - 2, f"{tables.number(bar.us)} µs", 11)
