# SPDX-License-Identifier: BSL-1.0
"""A side: a process that runs steps of one workload on request, under the line protocol of bench/README.md."""
import collections
import dataclasses
import json
import os
import pathlib
import select
import subprocess
import tempfile
import time

READY_S = 600  # a compiler may run before the first step
ANSWER_S = 120


class SideError(Exception):
    """A side that cannot do what it is asked, or that is gone; the text is one line."""


@dataclasses.dataclass(frozen=True)
class Side:
    """What to start, and what it is called in the results."""
    workload: str
    name: str
    config: str
    threads: int
    command: tuple[str, ...]
    cores: int = 0  # that it may run on; 0: as many as threads

    def __str__(self):
        return " ".join(filter(None, (self.workload, self.name, self.config, f"x{self.threads}")))


def cores_for(threads):
    """The cores that a side with so many threads runs on: the last ones, which the peers choose, too."""
    return sorted(os.sched_getaffinity(0))[-threads:]


def cpu_seconds(pid):
    """The processor time of all threads of a process, to the microsecond; 0 where the kernel does not say."""
    total = 0
    for file in pathlib.Path(f"/proc/{pid}/task").glob("*/schedstat"):
        try:
            total += int(file.read_text().split()[0])
        except OSError:
            pass  # a thread that has ended
    return total / 1e9


class Process:
    """A side that runs. Started by the constructor, ready after it, ended by close()."""

    def __init__(self, side):
        self.side = side
        self._errors = tempfile.TemporaryFile()
        self._pending = b""
        self._process = self._start()
        try:
            self.about = self._answer(READY_S)
        except BaseException:
            self.close()
            raise

    @property
    def pid(self):
        return self._process.pid

    def ask(self, request):
        """The answer to a request."""
        try:
            self._process.stdin.write(request.encode() + b"\n")
            self._process.stdin.flush()
        except OSError:
            pass  # it is gone; what it said before is the answer
        return self._answer(ANSWER_S)

    def seconds(self, steps):
        return self.ask(f"run {steps}")["seconds"]

    def settle(self):
        """Waits until no thread of it works: a library's threads may spin after their last work."""
        before = cpu_seconds(self.pid)
        for _ in range(200):
            time.sleep(0.001)
            now = cpu_seconds(self.pid)
            if now - before < 0.0001:
                break
            before = now

    def close(self):
        """Ends it: by asking if it still listens, else by force."""
        try:
            self._process.communicate(b"quit\n", timeout=10)
        except (OSError, ValueError, subprocess.TimeoutExpired):
            self._process.kill()
            self._process.wait()
        self._errors.close()

    def _start(self):
        cores = cores_for(self.side.cores or self.side.threads)
        environment = os.environ | {"OPENBLAS_NUM_THREADS": str(self.side.threads)}
        try:
            return subprocess.Popen(self.side.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0,
                                    stderr=self._errors, env=environment,
                                    preexec_fn=lambda: os.sched_setaffinity(0, cores))
        except OSError as error:
            raise SideError(f"cannot start {self.side.command[0]}: {error.strerror}") from None

    def _answer(self, limit):
        line = self._line(limit)
        try:
            answer = json.loads(line)
        except ValueError:
            raise SideError(f"answered {line[:200]!r}, which is not JSON") from None
        if isinstance(answer, dict) and "error" in answer:
            raise SideError(answer["error"])
        return answer

    def _line(self, limit):
        end = time.monotonic() + limit
        while b"\n" not in self._pending:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self._process.stdout], [], [], left)[0]:
                raise SideError(f"no answer for {limit} s")
            read = os.read(self._process.stdout.fileno(), 1 << 16)
            if not read:
                raise SideError(self._why_it_ended())
            self._pending += read
        line, _, self._pending = self._pending.partition(b"\n")
        return line.decode(errors="replace")

    def _why_it_ended(self):
        status = self._process.wait()
        self._errors.seek(0)
        last = collections.deque(filter(None, map(bytes.strip, self._errors)), maxlen=1)
        return last[0].decode(errors="replace")[:300] if last else f"ended with status {status}"
