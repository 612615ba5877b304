"""Faults of the machine: two commands at once, disks that refuse, clocks that lie, systems without Japanese."""

from __future__ import annotations

import errno
import os
import resource
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from survey.cli import main as cli
from survey.collect import files as collect
from survey.errors import SurveyError, from_os_error
from survey.paths import Project
from survey.raw import atomic, store
from survey.raw.lock import project_lock
from survey.sources import origin

pytestmark = pytest.mark.slow

COMMAND = Path(sys.executable).with_name("survey")
SMALL = ("tokyo_daytime_population", "tokyo_foreign_residents", "toshima_minutes")
PRACTICES = "practices"
# Larger than the lock's few words, smaller than any table here.
SMALL_FILE_BYTES = 1_000


@pytest.fixture
def small(project: Project, tmp_path: Path) -> Project:
    """A project of few raw editions, in a folder that an office might have."""
    own = Project(tmp_path / "調査 2026 年")
    own.root.mkdir()
    shutil.copy(project.settings, own.settings)
    for source_id in SMALL:
        shutil.copytree(project.raw / source_id, own.raw / source_id)
    return own


@pytest.fixture
def practices_file(project: Project, tmp_path: Path) -> Path:
    """The list of practices as it is brought in."""
    (edition,) = store.editions(project, PRACTICES)
    lines = (project.raw / PRACTICES / edition / store.TABLE).read_text(encoding="utf-8").splitlines(keepends=True)
    path = tmp_path / "practices.csv"
    path.write_text("".join(line.split(",", 2)[2] for line in lines[1:]), encoding="utf-8")
    return path


def _run(project: Project, *arguments: str | Path, **more: object) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONUTF8": "1", **more.pop("env", {}), "SURVEY_PROJECT": str(project.root)}
    return subprocess.run(
        [COMMAND, *arguments], capture_output=True, text=True, encoding="utf-8", env=environment, check=False, **more
    )


def _data(project: Project) -> dict[str, bytes]:
    """Every file of data, hidden ones too, but the lock's."""
    found = (
        path
        for path in (project.root / "data").rglob("*")
        if path.is_file() and path not in (project.lock, project.lock_holder)
    )
    return {path.relative_to(project.root).as_posix(): path.read_bytes() for path in found}


def _no_large_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL_FILE_BYTES, SMALL_FILE_BYTES))


# Two at once


def test_a_second_command_says_who_is_writing_and_touches_nothing(small: Project) -> None:
    before = _data(small)
    with project_lock("fetch", small):
        run = _run(small, "tidy")
    assert run.returncode == 1
    assert f"survey fetch, process {os.getpid()}, since 20" in run.stderr
    assert "repeat survey tidy" in run.stderr
    assert _data(small) == before


def test_reading_waits_for_nobody(small: Project) -> None:
    with project_lock("fetch", small):
        assert _run(small, "status").returncode == 0


def test_a_killed_command_leaves_no_lock(small: Project) -> None:
    child = os.fork()
    if child == 0:
        with project_lock("tidy", small):
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    assert b"tidy" in small.lock_holder.read_bytes()
    with project_lock("add", small) as own:
        assert own == small
        assert "survey add" in _run(small, "tidy").stderr
    assert not small.lock_holder.exists()


def test_whoever_writes_next_puts_right_what_a_killed_one_left(small: Project) -> None:
    before = _data(small)
    edition = next((small.raw / SMALL[0]).iterdir())
    edition.rename(edition.with_name(f".{edition.name}.{'0' * 16}{atomic.OLD}"))
    (edition.with_name(f".{edition.name}.{'0' * 16}")).mkdir()
    (small.raw / f".table.csv.{'1' * 16}").write_bytes(b"half")
    half_a_deck = small.outputs("131164", "豊島区") / f".deck.pptx.{'2' * 16}"
    half_a_deck.parent.mkdir(parents=True)
    half_a_deck.write_bytes(b"half")
    with project_lock("tidy", small):
        assert _data(small) == before
        assert not half_a_deck.exists()


# A disk that refuses


@pytest.mark.parametrize("command", ["tidy", "add"])
def test_a_full_disk_is_a_sentence_and_leaves_the_data_as_before(
    small: Project, practices_file: Path, command: str
) -> None:
    arguments = {"tidy": [], "add": [practices_file, "--source", PRACTICES, "--edition", "2026-11-23"]}[command]
    before = _data(small)
    run = _run(small, command, *arguments, preexec_fn=_no_large_files)
    assert run.returncode == 1
    assert "survey: a file may not grow so large here" in run.stderr
    assert "make room" in run.stderr
    assert "Traceback" not in run.stderr
    assert _data(small) == before


def test_a_file_in_the_place_of_a_folder_is_named(small: Project) -> None:
    small.processed.write_bytes(b"in the way")
    run = _run(small, "tidy")
    assert run.returncode == 1
    assert "a file lies where a folder should" in run.stderr
    assert str(small.processed) in run.stderr


@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES, errno.ENOSPC])
def test_the_command_line_turns_a_disks_fault_into_a_message(
    number: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The fault is raised by hand: a test that runs as root is allowed to write everywhere."""

    def refuse() -> None:
        raise OSError(number, os.strerror(number), "/試験/data")

    monkeypatch.setattr(cli, "app", refuse)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 1
    told = capsys.readouterr().err
    assert "/試験/data" in told
    assert "next:" in told


def test_another_fault_is_not_taken_for_the_disks() -> None:
    assert from_os_error(ConnectionResetError(errno.ECONNRESET, "試験")) is None
    assert from_os_error(ValueError("試験")) is None


# Clocks and systems


def test_a_clock_that_runs_backwards_changes_nothing(
    small: Project, practices_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(origin, "now", lambda: "2026-11-23T09:00:00+00:00")
    assert collect.add(small, [practices_file], PRACTICES, "2026-11-24").state == "new"
    before = _data(small)
    monkeypatch.setattr(origin, "now", lambda: "1999-01-01T00:00:00+00:00")
    assert collect.add(small, [practices_file], PRACTICES, "2026-11-24").state == "same"
    assert _data(small) == before


@pytest.mark.parametrize("utf8", ["0", ""])
def test_without_a_locale_tidy_gives_the_same_bytes(small: Project, tmp_path: Path, utf8: str) -> None:
    other = Project(shutil.copytree(small.root, tmp_path / "other"))
    assert _run(other, "tidy").returncode == 0
    run = _run(small, "tidy", env={"LC_ALL": "C", "PYTHONUTF8": utf8})
    assert run.returncode == 0, run.stderr
    assert _data(small) == _data(other)


def test_without_a_locale_japanese_is_printed_as_it_is(small: Project, tmp_path: Path) -> None:
    titles = tmp_path / "titles.csv"
    titles.write_text("title\n試験\n", encoding="utf-8")
    run = _run(small, "match", "--file", titles, env={"LC_ALL": "C", "PYTHONUTF8": "0"})
    assert run.returncode == 0, run.stderr
    assert "試験" in run.stdout


def test_a_name_that_the_system_cannot_write_is_a_message() -> None:
    told = from_os_error(UnicodeEncodeError("ascii", "豊島区", 0, 1, "試験"))
    assert isinstance(told, SurveyError)
    assert "PYTHONUTF8" in told.next_step
