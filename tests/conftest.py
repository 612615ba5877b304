"""What tests share: the project under test, a scratch copy of it, and the publishers' files where they are."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import settings

from survey.paths import Project
from survey.sources import readers
from survey.sources.original import Original
from survey.study import Study

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# No test is judged by the clock; CI draws the same examples each time, whoever works here draws new ones.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")

ROOT = Path(__file__).resolve().parents[1]
ORIGINALS_VARIABLE = "SURVEY_ORIGINALS"
AXE = ROOT / "tests" / "browser" / "node_modules" / "axe-core" / "axe.min.js"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, by name, the tests that need what is not at hand: publishers' files, programs."""
    missing = {
        "originals": "" if os.environ.get(ORIGINALS_VARIABLE) else f"{ORIGINALS_VARIABLE} names no folder",
        "office": "" if shutil.which("soffice") else "there is no soffice",
        "browser": "" if chromium_path() else "there is no chromium",
        "paper": "" if shutil.which("pdftotext") else "there is no pdftotext",
        "axe": "" if AXE.is_file() else f"there is no {AXE.relative_to(ROOT)}; make test gets it where npm is",
    }
    left_out = {item: reason for item in items for mark, reason in missing.items() if reason and _has(item, mark)}
    config.stash[_LEFT_OUT] = [f"{item.nodeid} ({reason})" for item, reason in left_out.items()]
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=list(left_out))


def chromium_path() -> str | None:
    """Where Chromium is, whatever the distribution calls it."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def _has(item: pytest.Item, mark: str) -> bool:
    return item.get_closest_marker(mark) is not None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say which tests were left out, so that nobody takes them for passed."""
    for name in config.stash.get(_LEFT_OUT, []):
        terminalreporter.write_line(f"left out: {name}", yellow=True)


_LEFT_OUT = pytest.StashKey[list[str]]()


@pytest.fixture(scope="session")
def project() -> Project:
    """This checkout. Tests read it and never write to it."""
    return Project(ROOT)


@pytest.fixture(scope="session")
def toshima(project: Project) -> Study:
    """The study of the ward the project was written for, whatever study.toml says."""
    return Study("131164", project)


@pytest.fixture(scope="session")
def study_of(toshima: Study) -> Callable[[str], Study]:
    """The study of any municipality, over the tables that are read already. Tests do not change them."""
    return cache(lambda name: toshima if name == "豊島区" else Study(name, toshima.project, toshima.tables))


@pytest.fixture
def scratch(tmp_path: Path, project: Project) -> Project:
    """An own project with study.toml and no data."""
    shutil.copy(project.settings, tmp_path / project.settings.name)
    return Project(tmp_path)


@pytest.fixture(scope="session")
def _grids() -> Callable[[Original, str], pd.DataFrame]:
    return cache(readers.xlsx_grid)


@pytest.fixture
def grids_read_once(_grids: Callable[[Original, str], pd.DataFrame], monkeypatch: pytest.MonkeyPatch) -> None:
    """Read a workbook's bytes once a session: for tests of what happens before or after the reading.

    An error is raised anew each time. Whoever is asked gets a frame of his own.
    """
    monkeypatch.setattr(readers, "xlsx_grid", lambda original, sheet: _grids(original, sheet).copy())


@pytest.fixture
def originals() -> Path:
    """The folder of the publishers' own files."""
    return Path(os.environ[ORIGINALS_VARIABLE])


@pytest.fixture(scope="session")
def axe() -> str:
    """The script that asks axe-core about a page."""
    return AXE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Headless Chromium. A module closes its own: while one is open, no other event loop can run in the process."""
    from playwright.sync_api import sync_playwright

    quiet = ("--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(quiet))
        yield browser
        browser.close()
