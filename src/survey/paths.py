"""The only module that knows where files lie in a project. Imports nothing of ours but the errors."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from survey.errors import NotFound

MARKER = "study.toml"
ENVIRONMENT_VARIABLE = "SURVEY_PROJECT"


@dataclass(frozen=True)
class Project:
    """The folders of one study, all below ``root`` (the folder that holds study.toml)."""

    root: Path

    @property
    def settings(self) -> Path:
        """study.toml: which municipality the study is for."""
        return self.root / MARKER

    @property
    def raw(self) -> Path:
        """One folder a source, one below it an edition: cells as printed and their origin."""
        return self.root / "data" / "raw"

    @property
    def originals(self) -> Path:
        """The publishers' own files as they were fetched; never committed."""
        return self.root / "data" / "originals"

    @property
    def processed(self) -> Path:
        """The tidy tables and datapackage.json."""
        return self.root / "data" / "processed"

    @property
    def lock(self) -> Path:
        """Locked by the command that writes. Never committed."""
        return self.root / "data" / ".lock"

    @property
    def lock_holder(self) -> Path:
        """Which command holds the lock, since when and as which process. Never committed."""
        return self.root / "data" / ".lock.json"

    @property
    def notebooks(self) -> Path:
        """The analysts' notebooks."""
        return self.root / "notebooks"

    def outputs(self, municipality_code: str, name_ja: str) -> Path:
        """Where the slides, workbook and executed notebooks of one municipality go."""
        return self.all_outputs / f"{municipality_code}-{name_ja}"

    @property
    def all_outputs(self) -> Path:
        """What commands make for readers, a folder a municipality; never committed."""
        return self.root / "outputs"


def find_project(start: Path | None = None) -> Project:
    """The project around ``start`` (default: $SURVEY_PROJECT, else the working folder, else this checkout).

    Raises:
        NotFound: no folder upward holds study.toml.
    """
    named = os.environ.get(ENVIRONMENT_VARIABLE)
    first = start or (Path(named) if named else Path.cwd())
    checkout = Path(__file__).resolve().parents[2]
    candidates = [first.resolve(), *first.resolve().parents]
    if start is None and not named:
        candidates.append(checkout)
    for folder in candidates:
        if (folder / MARKER).is_file():
            return Project(folder)
    raise NotFound(
        f"no {MARKER} found, so there is no study here",
        where=f"{first} and the folders above it",
        next_step="run the command inside the project's folder",
    )
