"""Loads what ``package`` wrote: typed tables, each read once and only when asked for."""

from __future__ import annotations

import difflib
from functools import cached_property
from pathlib import Path

import pandas as pd

from survey.catalog.specs import TableSpec, table_specs
from survey.errors import NotFound
from survey.paths import Project

_DTYPES = {"string": "str", "date": "str", "number": "float64", "integer": "Int64"}


def typed(table: pd.DataFrame, spec: TableSpec) -> pd.DataFrame:
    """The table with the catalog's types: text and ISO dates as str, numbers as float64, whole ones as Int64.

    Nothing (None, empty text) becomes NA.
    """
    columns = {}
    for field in spec.fields:
        column = table[field.name]
        if field.type in ("string", "date"):
            columns[field.name] = column.astype("str").mask(column.isna() | (column == ""))
        else:
            numbers = pd.to_numeric(column.mask(column == ""), errors="raise")
            columns[field.name] = numbers.astype(_DTYPES[field.type])
    return pd.DataFrame(columns)


def load(project: Project, name: str) -> pd.DataFrame:
    """One tidy table as built, with its types.

    Raises:
        NotFound: there is no such table, or it was not built yet.
    """
    spec = table_specs().get(name)
    if spec is None:
        near = difflib.get_close_matches(name, table_specs(), n=1)
        raise NotFound(
            f"there is no table {name!r}",
            expected=", ".join(table_specs()),
            next_step=f"did you mean {near[0]}?" if near else "choose one of these",
        )
    path = project.processed / f"{name}.csv"
    if not path.is_file():
        raise NotFound(f"table {name!r} is not built yet", where=str(path), next_step="survey tidy")
    return _read(path, spec)


def _read(path: Path, spec: TableSpec) -> pd.DataFrame:
    dtypes = {field.name: _DTYPES[field.type] for field in spec.fields}
    return pd.read_csv(path, dtype=dtypes, keep_default_na=False, na_values=[""], encoding="utf-8")


class Tables:
    """The tidy tables of one project, as attributes; each is read on first use."""

    def __init__(self, project: Project) -> None:
        self.project = project

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
        return load(self.project, "availability")

    @cached_property
    def take_up(self) -> pd.DataFrame:
        """Online application rates."""
        return load(self.project, "take_up")

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
        """What others did about the problems, as far as public pages tell."""
        return load(self.project, "practices")

    @cached_property
    def indicators(self) -> pd.DataFrame:
        """Figures that are not about one procedure."""
        return load(self.project, "indicators")

    @cached_property
    def channels(self) -> pd.DataFrame:
        """Doors to an application, found on municipalities' own pages."""
        return load(self.project, "channels")

    @cached_property
    def hearings(self) -> pd.DataFrame:
        """What other municipalities answered in hearings."""
        return load(self.project, "hearings")
