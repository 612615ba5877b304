"""Kill commands at random moments: make faults KILLS=200. Ends with 1 if anything was lost.

A small project, so that a run is short: a few raw editions, the real ones. Each round puts a scratch copy where the
command would begin, starts the command in a process of its own, and kills it (SIGKILL) at a moment drawn by the seed:
every other time by the clock, over the whole run and a little more; else just before one of the changes that it makes
to files and folders, each as likely as the others, since they take but a thousandth of its time.

Then what is there is either as it was or as it will be, each edition whole by its hash, and no tidy table without a
datapackage.json that it fits; the next run completes; and all files are then, byte for byte, those of an undisturbed
run. Moments (retrieved_at) are held still for that.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import io
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))

import box
import kits
from survey import study
from survey.catalog.specs import source_spec
from survey.collect import files as collect
from survey.collect import hearings as hearing
from survey.errors import SurveyError
from survey.fetch.client import Client, FetchPolicy
from survey.paths import Project, find_project
from survey.raw import store
from survey.raw.lock import project_lock
from survey.sources import origin
from survey.tidy import check
from survey.tidy.files import DESCRIPTOR

# Few rows, so that a run is short; still several tables and several editions of one.
BASE = ("tokyo_daytime_population/2020-10-01", "tokyo_foreign_residents/2026-01-01", "toshima_minutes/2021-03-29")
ADDED, FETCHED = "practices/2026-11-23", "mic_population"
QUICK = FetchPolicy("survey-faults (faults@example.invalid)", delay_s=0.0)
MOMENT = "2026-11-23T00:00:00+00:00"
# A kill by the clock is drawn up to this share of an undisturbed run, so that some come after its end.
BEYOND = 1.15
# What Python tells of before it changes a file or a folder; opening one counts where it is to be written.
CHANGES = ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.truncate", "os.chmod", "os.utime")
WRITES = os.O_WRONLY | os.O_RDWR


@dataclass(frozen=True)
class Command:
    """What is started: ``run`` does it in a project, which ``begin`` puts as it has to be before."""

    name: str
    begin: Path
    run: Callable[[Project], object]


@dataclass
class Tally:
    """What became of one command's kills."""

    kills: int = 0
    before: int = 0
    during: int = 0
    after: int = 0
    lost: list[str] = field(default_factory=list)


def files(project: Project) -> dict[str, str]:
    """Every file's hash, hidden ones too; not the lock's, which says who held it."""
    return {
        path.relative_to(project.root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(project.root.rglob("*"))
        if path.is_file() and path not in (project.lock, project.lock_holder)
    }


def damage(project: Project) -> list[str]:
    """What is not whole: an edition that its hash does not fit, a tidy table that datapackage.json does not fit."""
    found = []
    for folder in sorted(project.raw.glob("*/[!.]*")):
        with _noted(found):
            store.read(project, folder.parent.name, folder.name)
    if (project.processed / DESCRIPTOR).is_file():
        with _noted(found):
            check.check_unchanged(project)
    for path in project.root.glob("**/[!.]*.json"):
        with _noted(found):
            json.loads(path.read_bytes())
    return found


@contextlib.contextmanager
def _noted(found: list[str]):  # noqa: ANN202 - a context
    try:
        yield
    except (SurveyError, ValueError) as error:
        found.append(str(error).replace("\n", " "))


def started(command: Command, project: Project, last: int = 0) -> tuple[int, int]:
    """Run the command under the project's lock in a process of its own: its id, and a pipe that tells its changes.

    ``last``: it is killed just before so many-th change (0: not).
    """
    sys.stdout.flush()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        status, changes = 1, _counted(last)
        try:
            with contextlib.redirect_stdout(io.StringIO()), project_lock(command.name, project):
                command.run(project)
            os.write(writer, str(len(changes)).encode())
            status = 0
        except SurveyError as error:
            sys.stderr.write(f"{command.name}: {error}\n")
        finally:
            os._exit(status)
    os.close(writer)
    return child, reader


def _counted(last: int) -> list[str]:
    """The changes from now on; the process ends before the one that is the last."""
    changes: list[str] = []

    def audit(event: str, arguments: tuple) -> None:
        if event in CHANGES or (event == "open" and arguments[2] & WRITES):
            changes.append(event)
            if len(changes) == last:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(audit)
    return changes


def completed(command: Command, project: Project) -> int | None:
    """Run it undisturbed: how many changes it made to files and folders; None if it did not complete."""
    child, reader = started(command, project)
    with os.fdopen(reader) as pipe:
        changes = pipe.read()
    return int(changes) if os.waitpid(child, 0)[1] == 0 else None


def again(begin: Path, project: Project) -> None:
    """The scratch project as it is before the command."""
    shutil.rmtree(project.root, ignore_errors=True)
    shutil.copytree(begin, project.root)


def tried(command: Command, project: Project, kills: int, random: Random) -> Tally:
    """Kill it so often; what became of it."""
    again(command.begin, project)
    at_first = files(project)
    since = time.monotonic()
    changes = completed(command, project)
    if changes is None:
        raise SystemExit(f"{command.name} does not even run undisturbed")
    whole_s, wanted = time.monotonic() - since, files(project)
    tally = Tally()
    while tally.kills < kills:
        again(command.begin, project)
        by_clock = tally.kills % 2
        child, reader = started(command, project, 0 if by_clock else random.randint(1, changes))
        if by_clock:
            time.sleep(random.uniform(0, BEYOND * whole_s))
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        os.close(reader)
        tally.kills += 1
        left = files(project)
        tally.before += left == at_first
        tally.after += left == wanted
        tally.during += left not in (at_first, wanted)
        problems = damage(project)
        if os.WIFEXITED(status) and os.WEXITSTATUS(status):
            problems.append("it failed before it was killed")
        if completed(command, project) is None:
            problems.append("the next run did not complete")
        now = files(project)
        problems += [f"{name} differs" for name in sorted({*now, *wanted}) if now.get(name) != wanted.get(name)]
        if problems:
            tally.lost.append("; ".join(problems)[:400])
    return tally


def commands(real: Project, outer: Path, server: box.Box) -> list[Command]:
    """What is killed, each with the project it begins in; the server stands for the publishers."""
    raw = {name: outer / f"begin {name}" for name in ("raw", "tidy", "replace")}
    small = Project(raw["raw"])
    for edition in BASE:
        shutil.copytree(real.raw / edition, small.raw / edition)
    shutil.copy(real.settings, small.settings)
    study.tidy(small)
    # Tidy begins with tables that another edition was not yet in, so that some change and some do not.
    shutil.copytree(small.root, raw["tidy"])
    shutil.copytree(real.raw / ADDED, Project(raw["tidy"]).raw / ADDED)
    file = outer / "practices.csv"
    lines = (real.raw / ADDED / store.TABLE).read_text(encoding="utf-8").splitlines(keepends=True)[1:]
    file.write_text("".join(line.split(",", 2)[2] for line in lines), encoding="utf-8")
    # Another file is stored under the edition already, to be replaced.
    shutil.copytree(small.root, raw["replace"])
    fewer = outer / "fewer" / file.name
    fewer.parent.mkdir()
    fewer.write_text("".join(line.split(",", 2)[2] for line in lines[:-1]), encoding="utf-8")
    source_id, edition = ADDED.split("/")
    collect.add(Project(raw["replace"]), [fewer], source_id, edition)
    kit = filled_kit(real, outer)

    def add(project: Project, *, replace: bool = False) -> None:
        collect.add(project, [file], source_id, edition, replace=replace)

    return [
        Command("tidy", raw["tidy"], study.tidy),
        Command("add", raw["raw"], add),
        Command("add --replace", raw["replace"], lambda project: add(project, replace=True)),
        Command("hearing add", raw["raw"], lambda project: hearing.add(project, kit, date(2026, 11, 23))),
        Command("fetch", raw["raw"], lambda project: collect.fetch(project, FETCHED, Client(QUICK, server.url))),
        Command("study", raw["tidy"], study.run),
    ]


def serve(real: Project, server: box.Box) -> None:
    """Put up a landing page and the file of a real edition, written back as the publisher's workbook."""
    landing = urlsplit(source_spec(FETCHED).landing_url)
    link = '<a href="/000.xlsx">総計 年齢階級別人口 市区町村別</a>'
    server.routes[f"/{landing.netloc}{landing.path}"] = box.Page(f"<title>試験</title>{link}".encode())
    content = box.workbook(real, FETCHED, store.editions(real, FETCHED)[-1])
    server.routes[f"/{landing.netloc}/000.xlsx"] = box.Page(content, "application/octet-stream")


def filled_kit(real: Project, outer: Path) -> Path:
    """A kit with two answers, made up, as the tests fill it in."""
    blank = (real.root / "docs" / "hearing_kit_example.xlsx").read_bytes()
    return kits.Kit(blank).fill({"ge02": "令和４年４月ごろ", "ge07": "はい"}).save(outer)


def main() -> int:
    """Kill, print a line a command, and what was lost."""
    parser = argparse.ArgumentParser(prog="faults", description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="over all commands")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    origin.now = lambda: MOMENT
    kills = lost = 0
    with tempfile.TemporaryDirectory(prefix="faults-") as folder, box.opened() as server:
        outer, real = Path(folder), find_project()
        serve(real, server)
        wanted = commands(real, outer, server)
        print(f"{'command':<16}{'kills':>7}{'as before':>11}{'half-way':>10}{'finished':>10}{'lost':>6}", flush=True)
        for number, command in enumerate(wanted):
            share = asked.kills * (number + 1) // len(wanted) - asked.kills * number // len(wanted)
            tally = tried(command, Project(outer / "調査 2026"), share, Random(f"{asked.seed}/{command.name}"))
            counts = f"{tally.before:>11}{tally.during:>10}{tally.after:>10}{len(tally.lost):>6}"
            print(f"{command.name:<16}{tally.kills:>7}{counts}", flush=True)
            for line in tally.lost:
                print(f"  {line}", flush=True)
            kills, lost = kills + tally.kills, lost + len(tally.lost)
    print(f"{kills} kills, {lost} lost (seed {asked.seed})")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
