"""How fast is it? Every cost beside a yardstick that is measured in the same run, as a ratio with its spread.

Prints, decides nothing: a machine that does something else beside moves both sides of a ratio, seldom both alike.
A figure is the median of its runs, its spread the quartiles'. Seconds are the processor's, of the process and of those
it started, which other work on the machine prolongs least; where the disk is the yardstick they are the clock's.
Peak memory of ``study --all`` is measured where it is made.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

import pandas as pd

from survey import study
from survey.catalog.specs import table_specs
from survey.paths import Project, find_project
from survey.raw import atomic, store
from survey.study import Study
from survey.tidy.tables import Tables

# Two of one group each: the second finds what it shares with the first.
FIRST, FURTHER = "131130", "131164"


@dataclass(frozen=True)
class Line:
    """One row of the table: what was measured (seconds a run), against which yardstick, and what it should keep to."""

    what: str
    runs: list[float]
    against: str
    yardstick: list[float]
    aim: str
    most: float

    @property
    def ratios(self) -> list[float]:
        """Each run over the run of the yardstick beside it."""
        return [run / beside for run, beside in zip(self.runs, self.yardstick, strict=True)]

    def printed(self) -> list[str]:
        """The row in words; a yardstick of one second leaves the figure what it is."""
        is_plain = not self.against
        beside = "" if is_plain else f"{self.against} {_spread(self.yardstick)}"
        ratio = "" if is_plain else _spread(self.ratios, unit="x")
        held = median(self.ratios) <= self.most
        return [self.what, _spread(self.runs), beside, ratio, self.aim, "held" if held else "NOT held"]


def processor_s() -> float:
    """Seconds of the processor so far, of this process and of those it started and saw end."""
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def timed(run: Callable[[], object], clock: Callable[[], float] = processor_s) -> float:
    """Seconds of one run."""
    start = clock()
    run()
    return clock() - start


def against(
    what: str,
    run: Callable[[], object],
    name: str,
    yardstick: Callable[[], object],
    most: float,
    n: int,
    clock: Callable[[], float] = processor_s,
) -> Line:
    """Both timed by turns, so that whatever else the machine does falls on both."""
    pairs = [(timed(run, clock), timed(yardstick, clock)) for _ in range(n)]
    return Line(what, [one for one, _ in pairs], name, [other for _, other in pairs], f"<= {most:g}x", most)


def within(what: str, runs: list[float], most_s: float) -> Line:
    """A figure with an aim in seconds."""
    return Line(what, runs, "", [1.0] * len(runs), f"<= {most_s * 1000:,.0f} ms", most_s)


def python(code: str) -> Callable[[], object]:
    """A fresh interpreter that runs some code."""
    return lambda: subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)


def tidy_lines(project: Project, n: int) -> list[Line]:
    """``survey tidy`` into an empty folder, beside a plain melt and beside the bytes alone."""
    raws = [path.parent for path in sorted(project.raw.glob("*/*/table.csv"))]
    built = {path.relative_to(project.processed): path for path in project.processed.rglob("*.*")}
    with tempfile.TemporaryDirectory() as folder:
        own = Project(Path(folder))
        shutil.copy(project.settings, own.settings)
        shutil.copytree(project.raw, own.raw)

        def tidy() -> None:
            shutil.rmtree(own.processed, ignore_errors=True)
            study.tidy(own)

        def melt() -> None:
            for raw in raws:
                table = pd.read_csv(raw / store.TABLE, dtype=str, keep_default_na=False)
                names = [name for name in ("part", "row") if name in table.columns]
                table.melt(id_vars=names).to_csv(Path(folder) / "melted.csv", index=False)

        def copy() -> None:
            for raw in raws:
                (raw / store.TABLE).read_bytes()
            for name, path in built.items():
                atomic.write_atomic(Path(folder) / "bytes" / name, path.read_bytes())

        return [
            against("survey tidy", tidy, "a plain pandas melt", melt, 2, n),
            against("survey tidy, by the clock", tidy, "reading and writing its bytes", copy, 4, n, time.perf_counter),
        ]


def import_lines(n: int) -> list[Line]:
    """What it costs to begin."""
    shown = python("import sys; sys.argv = ['survey', '--help']; from survey.cli.main import main; main()")
    return [
        against("import survey", python("import survey"), "import pandas", python("import pandas"), 1.3, n),
        against("survey.Study", python("from survey import Study"), "import pandas", python("import pandas"), 1.3, n),
        within("survey --help", [timed(shown) for _ in range(n)], 0.4),
    ]


def finding_lines(project: Project, n: int) -> list[Line]:
    """All findings of one municipality: the first after load, the first of its group, a further one of it; the deck."""
    first, new_group, further, decks = [], [], [], []
    for _ in range(n):
        tables = Tables(project)
        for name in table_specs():
            getattr(tables, name, None)
        first.append(timed(Study("473502", project, tables).compute))
        new_group.append(timed(Study(FIRST, project, tables).compute))
        last = Study(FURTHER, project, tables)
        further.append(timed(last.compute))
        decks.append(timed(lambda last=last: _deck(last)))
    return [
        within("findings, first municipality", first, 0.05),
        within("findings, first of its group", new_group, 0.05),
        within("findings, a further one", further, 0.05),
        within("deck", decks, 0.5),
    ]


def _deck(own: Study) -> None:
    from survey.outputs.formats import FORMATS, Options

    with tempfile.TemporaryDirectory() as folder:
        FORMATS["deck"].write(own.document(), Path(folder), Options())


def notebook_lines(project: Project) -> list[Line]:
    """All notebooks, beside as many kernels that only start and import; once each, for it takes minutes."""
    import nbformat
    from nbclient import NotebookClient

    paths = sorted(project.notebooks.glob("*.ipynb"))

    def run(bare: bool) -> None:
        for path in paths:
            notebook = nbformat.read(path, as_version=4)
            if bare:
                notebook.cells = [nbformat.v4.new_code_cell("import pandas, matplotlib.pyplot")]
            resources = {"metadata": {"path": str(project.notebooks)}}
            # As in survey.study: without the notice that loopback is unencrypted.
            quiet = ["--IPKernelApp.log_level=ERROR"]
            client = NotebookClient(
                notebook, timeout=300, kernel_name="python3", resources=resources, extra_arguments=quiet
            )
            client.execute()

    bare = "their kernels, pandas and matplotlib"
    return [against(f"all {len(paths)} notebooks", lambda: run(bare=False), bare, lambda: run(bare=True), 1.3, 1)]


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="how often each is timed")
    parser.add_argument("--only", default="imports,findings,tidy,notebooks", help="which parts, separated by commas")
    chosen = parser.parse_args()
    project = find_project()
    parts: dict[str, Callable[[], list[Line]]] = {
        "imports": lambda: import_lines(chosen.runs),
        "findings": lambda: finding_lines(project, chosen.runs),
        "tidy": lambda: tidy_lines(project, chosen.runs),
        "notebooks": lambda: notebook_lines(project),
    }
    lines = [line for name in chosen.only.split(",") for line in parts[name]()]
    rows = [["what", "measured", "against", "ratio", "aim", ""], *(line.printed() for line in lines)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    padded = [[cell.ljust(width) for cell, width in zip(row, widths, strict=True)] for row in rows]
    text = "\n".join("  ".join(row).rstrip() for row in padded)
    load = os.getloadavg()[0]
    sys.stdout.write(f"{text}\n\n{chosen.runs} runs each; load of this machine {load:.1f} on {os.cpu_count()} cores\n")


def _spread(values: list[float], unit: str = "s") -> str:
    low, _, high = quantiles(values, n=4) if len(values) > 1 else (values[0],) * 3
    return f"{median(values):.3g}{unit} ({low:.3g} to {high:.3g})"


if __name__ == "__main__":
    main()
