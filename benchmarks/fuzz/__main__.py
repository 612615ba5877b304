"""Throw damaged input at every reader: make fuzz CASES=1000000. Prints what was tried; ends with 1 if anything escaped.

A case escapes when its reader raises anything but a SurveyError, takes longer than LIMIT_S seconds, dies, takes more
than MOST_MEMORY_BYTES, opens a connection, starts a program, or writes outside the project it was given. Each reader
works in a process of its own. An escaped case is kept beside what it did, to become a regression test.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import multiprocessing
import os
import resource
import shutil
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Sequence
from multiprocessing.queues import SimpleQueue
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from random import Random

from readers import READERS
from watch import Watch

from survey.errors import SurveyError
from survey.paths import Project

LIMIT_S = 20.0
MOST_MEMORY_BYTES = 4 << 30
# A reader that fails everywhere is not tried to the end.
MOST_ESCAPED = 20
FOUND = Path("outputs") / "fuzz"


def main(arguments: Sequence[str] | None = None) -> int:
    """Try every reader, print one line each; 0 if nothing escaped."""
    parser = argparse.ArgumentParser(prog="fuzz", description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000, help="cases over all readers")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", help="one reader, by its name")
    asked = parser.parse_args(arguments)
    chosen = {name: reader for name, reader in READERS.items() if asked.only in (None, name)}
    whole = sum(reader.share for reader in chosen.values())
    print(f"{'reader':<28}{'cases':>10}{'read':>10}{'refused':>10}{'escaped':>10}{'seconds':>10}", flush=True)
    cases = escaped = 0
    for name, reader in chosen.items():
        number = -(-asked.cases * reader.share // whole)
        started = time.monotonic()
        read, refused, failed = _tried(name, number, asked.seed)
        took_s = time.monotonic() - started
        print(f"{name:<28}{number:>10,}{read:>10,}{refused:>10,}{len(failed):>10,}{took_s:>10.0f}", flush=True)
        for line in failed:
            print(f"  {line}", flush=True)
        cases, escaped = cases + read + refused + len(failed), escaped + len(failed)
    print(f"{cases:,} cases, {escaped:,} escaped (seed {asked.seed})")
    return 1 if escaped else 0


def _tried(name: str, number: int, seed: int) -> tuple[int, int, list[str]]:
    """How many of the cases were read and refused, and what the others did."""
    context = multiprocessing.get_context("fork")
    counts = context.Array("q", 3)  # the case at hand, how many were read, how many refused
    failed: list[str] = []
    first = 0
    while first < number and len(failed) < MOST_ESCAPED:
        counts[0] = first
        outer = Path(tempfile.mkdtemp(prefix="fuzz-"))
        escapes = context.SimpleQueue()
        worker = context.Process(target=_work, args=(name, first, number, seed, counts, escapes, outer))
        worker.start()
        why = _watched(worker, counts)
        at = counts[0]
        if not escapes.empty():
            why = escapes.get()
        left = sorted(str(path) for path in outer.rglob("*") if "project" not in path.relative_to(outer).parts)
        shutil.rmtree(outer, ignore_errors=True)
        if left:
            why = f"files outside the project: {', '.join(left)[:300]}"
        if not why:
            return counts[1], counts[2], failed
        failed.append(f"{_kept(name, at, seed)}: {why}")
        first = at + 1
    return counts[1], counts[2], failed


def _watched(worker: multiprocessing.Process, counts: Synchronized) -> str:
    """Wait for a worker; what went wrong, if it hung or died."""
    at, since = -1, time.monotonic()
    while worker.is_alive():
        worker.join(0.2)
        if counts[0] != at:
            at, since = counts[0], time.monotonic()
        elif time.monotonic() - since > LIMIT_S:
            worker.kill()
            worker.join()
            return f"not read within {LIMIT_S:g} seconds"
    return "" if worker.exitcode == 0 else f"the process ended with {worker.exitcode}"


def _work(
    name: str, first: int, number: int, seed: int, counts: Synchronized, escapes: SimpleQueue, outer: Path
) -> None:
    """Try cases in a process of its own until one escapes; send what it did."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY_BYTES, MOST_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    warnings.simplefilter("ignore")  # openpyxl warns of what it leaves out; the study prints such words for people
    project = Project(outer / "project")
    project.root.mkdir()
    os.chdir(project.root)
    watch, reader = Watch(project.root), READERS[name]
    for at in range(first, number):
        counts[0] = at
        case = reader.draw(Random(f"{seed}/{name}/{at}"))
        try:
            # openpyxl prints a line of its own now and then.
            with contextlib.redirect_stdout(io.StringIO()), watch.on():
                reader.read(project, case)
            outcome = 1
        except SurveyError as error:
            str(error).encode("utf-8")
            outcome = 2
        except BaseException as error:  # noqa: BLE001 - whatever else comes is what this looks for
            escapes.put("; ".join([*watch.seen, f"{type(error).__name__}: {error!s:.200} ({_where(error)})"]))
            return
        if watch.seen:
            escapes.put("; ".join(watch.seen))
            return
        counts[outcome] += 1


def _where(error: BaseException) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{Path(frame.filename).name}:{frame.lineno}"


def _kept(name: str, at: int, seed: int) -> Path:
    """The case's own bytes, kept in outputs/fuzz."""
    case = READERS[name].draw(Random(f"{seed}/{name}/{at}"))
    FOUND.mkdir(parents=True, exist_ok=True)
    path = FOUND / f"{name.replace(' ', '_')}-{seed}-{at}"
    text = case if isinstance(case, str) else repr(case)
    path.write_bytes(case if isinstance(case, bytes) else text.encode("utf-8", "surrogatepass"))
    return path


if __name__ == "__main__":
    sys.exit(main())
