# SPDX-License-Identifier: BSL-1.0
"""What the Python peers share: the command line, the workloads, and the line protocol (see README.md)."""
import argparse
import json
import os
import pathlib
import sys
import time

# Libraries may write to standard output, where the reader expects one JSON object a line: they get standard error.
_answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)


def answer(**fields):
    print(json.dumps(fields), file=_answers, flush=True)


def fail(why):
    answer(error=" ".join(str(why).split())[:300])
    # Not sys.exit: threads of a library that broke could keep the process alive.
    os._exit(1)


def arguments(configs):
    """The parsed command line and its workload. `configs` are the names by kind of workload, the first one the default.

    --no-dropout is for checks: two configurations can agree only where nothing is random.
    """
    parser = argparse.ArgumentParser()
    parser.error = fail
    parser.add_argument("--workload")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--config")
    parser.add_argument("--list", nargs="?", const="all", choices=["train", "infer", "all"],
                        help="print the configurations for a kind of workload, or for the kind of --workload")
    parser.add_argument("--no-dropout", action="store_true", help="leave dropout out, to compare losses")
    given = parser.parse_args()

    workload = None
    if given.workload:
        file = pathlib.Path(__file__).parent / "workloads.json"
        named = {w["name"]: w for w in json.loads(file.read_text())["workloads"]}
        if given.workload not in named:
            fail(f"no workload {given.workload}")
        workload = named[given.workload]

    if given.list:
        if given.list == "all":
            kinds = [workload["kind"]] if workload else list(configs)
        else:
            kinds = [given.list]
        names = dict.fromkeys(name for kind in kinds for name in configs[kind])
        print("\n".join(names), file=_answers, flush=True)
        sys.exit(0)

    if workload is None:
        fail("--workload is missing")
    names = configs[workload["kind"]]
    given.config = given.config or names[0]
    if given.config not in names:
        fail(f"no config {given.config} for {workload['kind']}: {' '.join(names)}")
    if given.no_dropout:
        workload["dropout"] = 0
    pin(given.threads)
    return given, workload


def pin(threads):
    """Lets the process, and what it loads after this, run only on the last `threads` of its cores.

    XLA has no setting for its number of threads: it makes as many as there are such cores. For the others it spares
    moves between cores, which lengthen short steps by half. dlib_step does the same.
    """
    cores = sorted(os.sched_getaffinity(0))
    if not 1 <= threads <= len(cores):
        fail(f"{threads} threads, but {len(cores)} cores to run on")
    os.sched_setaffinity(0, cores[-threads:])


def serve(peer, version, config, make):
    """Answers requests until `quit`. make() returns run(k), which runs k steps, blocks, returns the loss or None."""
    try:
        start = time.monotonic()
        run = make()
        loss = run(1)
        first = time.monotonic() - start
        run(2)  # the first step after a compilation may still set things up
        settle()
        answer(ready=True, peer=peer, version=version, config=config, first_step_s=round(first, 3))
        for line in iter(sys.stdin.readline, ""):
            words = line.split()
            if words == ["quit"]:
                break
            if len(words) != 2 or words[0] != "run" or not words[1].isdigit() or words[1] == "0":
                fail(f"expected run K or quit, not {line.strip()}")
            steps = int(words[1])
            start = time.monotonic()
            loss = run(steps)
            seconds = time.monotonic() - start
            settle()
            answer(seconds=seconds)
        answer(loss=None if loss is None else float(loss))
    except Exception as error:  # whatever a library throws is the answer
        fail(repr(error))
    os._exit(0)


def settle():
    """Waits until the threads of the libraries, which spin for a while after their last work, sleep.

    Otherwise they would take time from the side whose window is next.
    """
    for _ in range(100):
        before = time.process_time()
        time.sleep(0.002)
        if time.process_time() - before < 0.0002:
            break
