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


def described():
    """What workloads.json has."""
    return json.loads((pathlib.Path(__file__).parent / "workloads.json").read_text())


def arguments(configs):
    """The parsed command line and its workload, with its layers. `configs` are the names by model and kind of workload,
    the first one the default; those of None are run only if they are asked for, and not listed.

    --no-dropout is for checks: two configurations can agree only where nothing is random.
    """
    parser = argparse.ArgumentParser()
    parser.error = fail
    parser.add_argument("--workload")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--config")
    parser.add_argument("--list", action="store_true", help="print the configurations for --workload")
    parser.add_argument("--no-dropout", action="store_true", help="leave dropout out, to compare losses")
    given = parser.parse_args()

    workload = None
    if given.workload:
        named = {w["name"]: w for w in described()["workloads"]}
        if given.workload not in named:
            fail(f"no workload {given.workload}")
        workload = named[given.workload]

    if workload is None:
        fail("--workload is missing")
    names = configs[workload["model"], workload["kind"]]
    if given.list:
        print("\n".join(names), file=_answers, flush=True)
        sys.exit(0)
    given.config = given.config or names[0]
    if given.config not in names + configs[None]:
        fail(f"no config {given.config} for {given.workload}: {' '.join(names)}")
    if workload["model"] == "mlp":
        workload |= perceptron(workload)
    workload["layers"] = plain_layers(workload["layers"], given.no_dropout)
    pin(given.threads)
    return given, workload


def perceptron(workload):
    """The input and the layers of dense layers of the given widths."""
    first, *hidden, last = workload["widths"]
    layers = []
    for units in hidden:
        layers.append({"op": "dense", "units": units, "bias": not workload["batch_norm"]})
        layers += [{"op": "batch_norm"}] if workload["batch_norm"] else []
        layers.append({"op": "relu"})
        layers += [{"op": "dropout", "rate": workload["dropout"]}] if workload["dropout"] else []
    return {"input": [first], "layers": [*layers, {"op": "dense", "units": last}]}


def plain_layers(layers, no_dropout):
    """With every field, repeated ones written out, and dropout left out if it shall be."""
    out = []
    for layer in layers:
        if layer["op"] == "repeat":
            out += plain_layers(layer["layers"] * layer["times"], no_dropout)
        elif layer["op"] == "residual":
            out.append(layer | {part: plain_layers(layer[part], no_dropout) for part in ("body", "shortcut")})
        elif layer["op"] != "dropout" or not no_dropout:
            out.append({"bias": True, "stride": 1, "per_channel": False} | layer)
    return out


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
