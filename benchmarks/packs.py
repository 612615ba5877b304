"""What does a further pack cost, and does memory grow with their number? Packs of one prefecture, more each time.

Prints, decides nothing. A pack's cost is the worker's processor time beyond that of the run before, so that starting
workers and reading tables is counted once; ratios are to the first further packs. Peak memory is the largest that the
asker, or any worker, had so far.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import sys
import tempfile
from itertools import pairwise
from pathlib import Path

from survey.batch import pack
from survey.batch import run as packs
from survey.batch.pool import ProcessPool
from survey.paths import Project, find_project

COUNTS = (4, 8, 16)
PREFECTURE = "東京都"
# ru_maxrss is in bytes on macOS, elsewhere in KiB.
_MIB = 2**20 if sys.platform == "darwin" else 2**10


def measured(project: Project, count: int, workers: int) -> tuple[float, float, float]:
    """A run over ``count`` packs: seconds of the workers' processors, peak MiB of the asker and of a worker so far."""
    municipalities = dict(list(packs.chosen(PREFECTURE).items())[:count])
    before = _worker_s()
    with ProcessPool(workers) as pool:
        ran = packs.run(pack.jobs(project, municipalities, pack.named_parts()), pool, fresh=True)
    if ran.made != count:
        raise SystemExit("\n".join(failure.reason for failure in ran.failures))
    peaks = (resource.getrusage(who).ru_maxrss / _MIB for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return _worker_s() - before, *peaks


def _worker_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def rows(project: Project, counts: tuple[int, ...] = COUNTS, workers: int = 2) -> list[list[str]]:
    """The table: how many packs, cost of a further one, peaks; each with its ratio to the smallest run's."""
    with tempfile.TemporaryDirectory() as folder:
        place = _without_outputs(project, Path(folder))
        runs = [(count, *measured(place, count, workers)) for count in counts]
    further = [(after[1] - before[1]) / (after[0] - before[0]) for before, after in pairwise(runs)]
    printed = [["packs", "a further pack", "ratio", "asker's peak", "ratio", "a worker's peak", "ratio"]]
    for number, (count, _, asker, worker) in enumerate(runs):
        cost = [f"{further[number - 1]:.2f} s", f"{further[number - 1] / further[0]:.2f}x"] if number else ["", ""]
        peaks = [
            text for at, peak in ((2, asker), (3, worker)) for text in (f"{peak:.0f} MiB", f"{peak / runs[0][at]:.2f}x")
        ]
        printed.append([str(count), *cost, *peaks])
    return printed


def _without_outputs(project: Project, folder: Path) -> Project:
    shutil.copy(project.settings, folder)
    (folder / "data").symlink_to(project.root / "data")
    return Project(folder)


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--counts", type=int, nargs="+", default=list(COUNTS))
    asked.add_argument("--workers", type=int, default=2)
    given = asked.parse_args()
    table = rows(find_project(), tuple(given.counts), given.workers)
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    lines = ("  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in table)
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
