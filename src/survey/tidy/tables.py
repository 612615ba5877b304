"""The tidy tables, loaded lazily: each file is read once and only when it is needed."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from survey.catalog.specs import table_specs
from survey.paths import Project
from survey.tidy.files import EditionFile, built, edition_files, joined, load, read_file


class Tables:
    """The tidy tables of one project, as attributes; each is read on first use.

    ``memo`` holds cached results by the function that computed them; it is emptied whenever a table is replaced by
    another one.
    """

    memo: dict[Any, dict[Any, Any]]

    def __init__(self, project: Project) -> None:
        self.project = project
        self._replaced: set[str] = set()
        # Of a table that was replaced: which of its rows are each edition's.
        self._edition_rows: dict[str, dict[tuple[str, str], np.ndarray]] = {}
        self._edition_files: dict[str, list[EditionFile]] = {}
        self._files: dict[str, pd.DataFrame] = {}

    def __setattr__(self, name: str, value: object) -> None:
        super().__setattr__(name, value)
        super().__setattr__("memo", {})
        if name in table_specs():
            self._replaced.add(name)
            self._edition_files.pop(name, None)
            self._edition_rows.pop(name, None)

    def edition_files(self, name: str) -> list[EditionFile]:
        """Which editions a table has that grows with them (see ``tidy.files.edition_files``); nothing else is read.

        Of a table that was replaced by another one, the editions of that one.
        """
        if name not in self._replaced:
            return self._described(name)
        if name not in self._edition_files:
            self._edition_files[name] = self._found_in_table(name)
        return self._edition_files[name]

    def _found_in_table(self, name: str) -> list[EditionFile]:
        table, spec = vars(self)[name], table_specs()[name]
        columns = [column for column in spec.by_edition or () if column in table.columns]
        return [
            EditionFile(source_id, edition, "", 0, frozenset(rows[columns].itertuples(index=False, name=None)))
            for (source_id, edition), rows in table.groupby(["source_id", "edition"])
        ]

    def rows_of(self, name: str, wanted: Callable[[EditionFile], bool]) -> pd.DataFrame:
        """The rows of a table's editions that are wanted, labelled as in the whole table; only these are read."""
        if name in self._replaced:
            table = vars(self)[name]
            if name not in self._edition_rows:
                self._edition_rows[name] = table.groupby(["source_id", "edition"]).indices
            at = self._edition_rows[name]
            chosen = [at[one.source_id, one.edition] for one in self.edition_files(name) if wanted(one)]
            return table.take(np.sort(np.concatenate(chosen)) if chosen else [])
        frames = [self._read_edition(name, one) for one in self._described(name) if wanted(one)]
        return pd.concat(frames) if frames else joined([], table_specs()[name])

    @property
    def files_read(self) -> list[str]:
        """The files of single editions that were read so far."""
        return list(self._files)

    def _described(self, name: str) -> list[EditionFile]:
        if name not in self._edition_files:
            self._edition_files[name] = edition_files(self.project, name)
        return self._edition_files[name]

    def _read_edition(self, name: str, one: EditionFile) -> pd.DataFrame:
        if one.path not in self._files:
            rows = read_file(built(self.project, one.path), table_specs()[name])
            self._files[one.path] = rows.set_index(pd.RangeIndex(one.first_row, one.first_row + len(rows)))
        return self._files[one.path]

    def _whole(self, name: str) -> pd.DataFrame:
        return self.rows_of(name, lambda _: True).reset_index(drop=True)

    @cached_property
    def municipalities(self) -> pd.DataFrame:
        """The 1,741 municipalities."""
        return load(self.project, "municipalities")

    @cached_property
    def procedures(self) -> pd.DataFrame:
        """Every listed procedure."""
        return load(self.project, "procedures")

    @cached_property
    def sources(self) -> pd.DataFrame:
        """Every stored edition."""
        return load(self.project, "sources")

    @cached_property
    def corrections(self) -> pd.DataFrame:
        """The reviewed decisions on single cells."""
        return load(self.project, "corrections")

    @cached_property
    def availability(self) -> pd.DataFrame:
        """Marks: who has which procedure online."""
        return self._whole("availability")

    @cached_property
    def take_up(self) -> pd.DataFrame:
        """Online application rates."""
        return self._whole("take_up")

    @cached_property
    def commitments(self) -> pd.DataFrame:
        """What was decided, promised or dated in the stored minutes."""
        return load(self.project, "commitments")

    @cached_property
    def problems(self) -> pd.DataFrame:
        """What the stored minutes name as in the way, or as what drove others."""
        return load(self.project, "problems")

    @cached_property
    def practices(self) -> pd.DataFrame:
        """What others did about the problems, as far as public pages say."""
        return load(self.project, "practices")

    @cached_property
    def indicators(self) -> pd.DataFrame:
        """Figures that are not about one procedure."""
        return self._whole("indicators")

    @cached_property
    def channels(self) -> pd.DataFrame:
        """Online channels to an application, found on municipalities' own pages."""
        return load(self.project, "channels")

    @cached_property
    def hearings(self) -> pd.DataFrame:
        """What other municipalities answered in hearings."""
        return load(self.project, "hearings")
