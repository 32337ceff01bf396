# SPDX-License-Identifier: BSL-1.0
"""The sides of a group take their windows in turn; what is compared was measured within one round."""
import dataclasses
import math
import os
import pathlib
import statistics
import sys
import time

from .side import Process, SideError, cpu_seconds

DISTURBED = 0.05  # of a core, used by processes that are no side


@dataclasses.dataclass
class Timing:
    """How often and how long."""
    rounds: int
    window: float = 0.012  # seconds


@dataclasses.dataclass
class Times:
    """What one side took: microseconds a step, round for round; or why it has none."""
    us: list[float] = dataclasses.field(default_factory=list)
    parts: list[str] = dataclasses.field(default_factory=list)
    version: str = ""
    error: str = ""


def say(text, end="\n"):
    """Progress."""
    print(text, end=end, file=sys.stderr, flush=True)


def percentile(values, share):
    """The value below which that share of the values is; between two of them, in proportion."""
    ordered = sorted(values)
    at = share * (len(ordered) - 1)
    low = math.floor(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (at - low) * (ordered[high] - ordered[low])


def ratio(of, to):
    """The median of the per-round ratios of two sides' times; None where one has none."""
    if not (of and to and of.us and to.us):
        return None
    return statistics.median(a / b for a, b in zip(of.us, to.us, strict=True))


def measure(title, sides, timing, with_parts=(), bystanders=None):
    """Starts all sides, gives them their windows, ends them. Returns what they took, and who disturbed them.

    Bystanders are processes that are meant to be there. Beside them, all sides take as many steps a window as the
    first one does: a system lets a process that has waited go first for some milliseconds, and a side with a shorter
    window would seem to be faster."""
    group = Group(sides, bystanders)
    try:
        start = time.monotonic()
        say(f"{title}: {len(sides)} sides", end="")
        group.start()
        group.calibrate(timing.window)
        say(f", ready after {time.monotonic() - start:.0f} s", end="")
        group.take_turns(timing.rounds)
        group.ask_parts(with_parts)
        say(f", done after {time.monotonic() - start:.0f} s")
    finally:
        group.close()
    group.report()
    return group


class Group:
    """Sides that are measured together. One that fails has an error instead of times, and the others go on."""

    def __init__(self, sides, bystanders=None):
        self.times = {side: Times() for side in sides}
        self._bystanders = bystanders
        self.others = 0.0  # the share of a core that was used by processes that are no side
        self._processes = {}
        self._steps = {}

    @property
    def disturbed(self):
        return self.others > DISTURBED

    def start(self):
        """One after the other: those that compile would disturb each other."""
        for side in self.times:
            self._attempt(side, self._start_one)

    def calibrate(self, window):
        """Finds how many steps of each side fill a window."""
        alike = self._bystanders is not None
        for side in list(self._processes)[:1 if alike else None]:
            self._attempt(side, lambda side: self._calibrate_one(side, window))
        if alike:
            self._steps = dict.fromkeys(self._processes, max(self._steps.values(), default=1))

    def take_turns(self, rounds):
        """In every other round the order is turned around: nobody always follows the same neighbour."""
        watch = Watch([*(process.pid for process in self._processes.values()), *(self._bystanders or ())])
        for number in range(rounds):
            order = list(self._processes)
            for side in order if number % 2 == 0 else reversed(order):
                self._attempt(side, self._window)
        self.others = watch.others()

    def ask_parts(self, sides):
        for side in sides:
            if side in self._processes:
                self._attempt(side, self._parts_of_one)

    def close(self):
        for process in self._processes.values():
            process.close()
        self._processes.clear()

    def report(self):
        for side, times in self.times.items():
            if times.error:
                say(f"   {side}: {times.error}")
        if self.disturbed:
            say(f"   warning: other processes used {100 * self.others:.0f} % of a core during these rounds")

    def _attempt(self, side, action):
        try:
            action(side)
        except SideError as error:
            self.times[side] = Times(error=str(error))
            if side in self._processes:
                self._processes.pop(side).close()

    def _start_one(self, side):
        process = Process(side)
        self._processes[side] = process
        self.times[side].version = process.about.get("version", "")

    def _calibrate_one(self, side, window):
        process, steps = self._processes[side], 1
        while (seconds := min(process.seconds(steps), process.seconds(steps))) < window / 2:
            steps = max(steps + 1, min(10 * steps, int(steps * window / seconds)))
        self._steps[side] = max(1, round(steps * window / seconds))
        process.settle()

    def _window(self, side):
        """Some steps first, which bring the caches and the threads back to this side."""
        process, steps = self._processes[side], self._steps[side]
        process.seconds(max(1, steps // 16))
        self.times[side].us.append(1e6 * process.seconds(steps) / steps)
        process.settle()

    def _parts_of_one(self, side):
        self.times[side].parts = self._processes[side].ask("parts")


class Watch:
    """How much of the processors was used since it was made, apart from this process and the given ones."""

    def __init__(self, pids):
        self._pids = [os.getpid(), *pids]
        self._start = self._now()

    def others(self):
        """The share of one core."""
        elapsed, busy, own = (now - then for now, then in zip(self._now(), self._start, strict=True))
        tick = 1 / os.sysconf("SC_CLK_TCK")  # what /proc/stat counts in: a share of some ticks says nothing
        return max(0.0, busy - own - 3 * tick) / elapsed if own > 0 else 0.0

    def _now(self):
        words = pathlib.Path("/proc/stat").read_text().split("\n", 1)[0].split()
        user, nice, system, _, _, irq, softirq, steal = map(int, words[1:9])
        busy = (user + nice + system + irq + softirq + steal) / os.sysconf("SC_CLK_TCK")
        return time.monotonic(), busy, sum(map(cpu_seconds, self._pids))
