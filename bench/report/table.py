# SPDX-License-Identifier: BSL-1.0
"""A table in plain text and in Markdown, and the cells that all tables have."""
import dataclasses
import math
import re


@dataclasses.dataclass
class Table:
    """Rows of text; the first `left` columns are words, the others numbers."""
    title: str
    columns: list[str]
    rows: list[list[str]]
    left: int = 1
    notes: list[str] = dataclasses.field(default_factory=list)

    def text(self):
        rows = [self.columns, *self.rows]
        widths = [max(len(row[i]) for row in rows) for i in range(len(self.columns))]
        lines = ["  ".join(cell.ljust(w) if i < self.left else cell.rjust(w)
                           for i, (cell, w) in enumerate(zip(row, widths, strict=True))).rstrip() for row in rows]
        return "\n".join([self.title, "", *lines, *self.notes]) + "\n"

    def markdown(self):
        ruler = ["---" if i < self.left else "--:" for i in range(len(self.columns))]
        lines = ["| " + " | ".join(re.sub(r"[|*_<]", r"\\\g<0>", cell) for cell in row) + " |"
                 for row in [self.columns, ruler, *self.rows]]
        return "\n".join([f"### {self.title}", "", *lines, *(f"\n{note}" for note in self.notes)]) + "\n"


# Cells -------------------------------------------------------------------------------------------------------------


def number(value, digits=3):
    """So many digits, but never an exponent; a dash for nothing."""
    if value is None:
        return "-"
    value = float(f"{value:.{digits}g}")
    before = math.floor(math.log10(abs(value))) if value else 0
    return f"{value:.{max(0, digits - 1 - before)}f}"


def factor(value):
    return "" if value is None else f"{value:.2f}"


def percent(value):
    return "" if value is None else f"{100 * value:.0f} %"
