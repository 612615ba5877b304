"""Reads the files that ``package`` wrote: one table with its types, or which editions of it there are."""

from __future__ import annotations

import difflib
import io
import json
from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from survey.catalog.models import TableSpec
from survey.catalog.specs import table_specs
from survey.errors import NotFound
from survey.paths import Project
from survey.raw.csv_injection import may_hold_escaped, unescape_formula

DESCRIPTOR = "datapackage.json"
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
    """One tidy table as built, with its types; one that lies in one file an edition by source and edition.

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
    if spec.by_edition is None:
        return read_file(built(project, f"{name}.csv"), spec)
    return joined([read_file(built(project, part.path), spec) for part in edition_files(project, name)], spec)


@dataclass(frozen=True)
class EditionFile:
    """One edition's rows of a table that lies in one file an edition.

    ``first_row`` is their place in the whole table; ``holds`` are the combinations of the values of the columns that
    the catalog names under by_edition.
    """

    source_id: str
    edition: str
    path: str
    first_row: int
    holds: frozenset[tuple[Any, ...]]


def edition_files(project: Project, name: str) -> list[EditionFile]:
    """What is built of a table that lies in one file an edition, by source and edition, without reading the files.

    Raises:
        NotFound: the tables were not built yet.
    """
    described = json.loads(built(project, DESCRIPTOR).read_text(encoding="utf-8"))["resources"]
    found, first_row = [], 0
    for resource in described:
        if resource.get("table") == name:
            holds = frozenset(map(tuple, resource["holds"]))
            found.append(EditionFile(resource["source_id"], resource["edition"], resource["path"], first_row, holds))
            first_row += resource["rows"]
    return found


def built(project: Project, file: str) -> Path:
    """A file of data/processed that has to be there."""
    path = project.processed / file
    if not path.is_file():
        raise NotFound(f"{file} is not built yet", where=str(path), next_step="survey tidy")
    return path


def joined(frames: list[pd.DataFrame], spec: TableSpec) -> pd.DataFrame:
    """The parts of a table as one; with the columns and types of the table where there is none."""
    if frames:
        return pd.concat(frames, ignore_index=True)
    return typed(pd.DataFrame(columns=spec.columns, dtype="str"), spec)


def read_file(path: Path, spec: TableSpec) -> pd.DataFrame:
    """One file of a table, with the table's types."""
    dtypes: dict[Hashable, Any] = {field.name: _DTYPES[field.type] for field in spec.fields}
    content = path.read_bytes()
    table = pd.read_csv(io.BytesIO(content), dtype=dtypes, keep_default_na=False, na_values=[""], encoding="utf-8")
    texts = list(table.select_dtypes("str")) if may_hold_escaped(content) else []
    return table.assign(**{name: table[name].map(unescape_formula, na_action="ignore").astype("str") for name in texts})
