"""The fuzz runner finds what it looks for: readers that are made to misbehave here are caught, each for what it did."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from survey.paths import Project

pytestmark = pytest.mark.slow

# A reader of one's own in the place of the real ones, tried by the runner as it is.
RUN = """
import os, runpy, socket, sys, time
sys.path.insert(0, sys.argv[1])
import readers
from pathlib import Path
def read(project, case):
    {does}
readers.READERS.clear()
readers.READERS["made up"] = readers.Reader(1, lambda random: b"case", read)
runner = runpy.run_path(sys.argv[1] + "/__main__.py")
runner["_watched"].__globals__["LIMIT_S"] = 1.0
sys.exit(runner["main"](["--cases", "3"]))
"""
MISDEEDS = {
    "raise KeyError('not refused')": "KeyError",
    "os.kill(os.getpid(), 11)": "ended with -11",
    "time.sleep(60)": "not read within",
    "bytes(8 << 30)": "MemoryError",
    "socket.socket().connect(('127.0.0.1', 9))": "socket.connect",
    "(project.root.parent / 'outside').write_bytes(b'x')": "outside",
    "os.system('true')": "os.system",
}


def tried(project: Project, does: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", RUN.format(does=does), str(project.root / "benchmarks" / "fuzz")]
    environment = {**os.environ, "PYTHONPATH": str(project.root / "src"), "TMPDIR": str(folder)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("does", "told"), MISDEEDS.items(), ids=MISDEEDS.values())
def test_a_reader_that_misbehaves_is_caught_and_its_case_is_kept(
    project: Project, tmp_path: Path, does: str, told: str
) -> None:
    run = tried(project, does, tmp_path)
    assert run.returncode == 1, run.stderr
    assert told in run.stdout
    assert run.stdout.strip().endswith("3 cases, 3 escaped (seed 1)")
    assert [path.read_bytes() for path in (tmp_path / "outputs" / "fuzz").iterdir()] == [b"case"] * 3


def test_a_reader_that_reads_or_refuses_and_writes_at_home_is_left_alone(project: Project, tmp_path: Path) -> None:
    does = "(project.root / 'inside').write_bytes(case); readers.read_settings(project.root / 'inside')"
    run = tried(project, does, tmp_path)
    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stdout.strip().endswith("3 cases, 0 escaped (seed 1)")
