"""From the publisher's files to checked grids, and from grids to the one raw table."""

from __future__ import annotations

import pandas as pd

from survey.catalog.models import Part, SourceSpec
from survey.errors import BadCell
from survey.sources import blocks, expect, readers
from survey.sources.readers import Original


def checked_grid(originals: list[Original], spec: SourceSpec, part_id: str, edition: str) -> pd.DataFrame:
    """The grid of one part, its layout and printed date checked against the catalog.

    Raises:
        BadFile, BadLayout: see ``readers`` and ``expect``.
    """
    part = spec.parts[part_id]
    original = expect.file_of(originals, part, part_id)
    grid = grid_of(original, part)
    part = blocks.expanded(part, grid, f"{original.name}, sheet {part.sheet}")
    grid = blocks.widened(grid, part)
    expect.layout(grid, part, original.name)
    expect.nothing_else(grid, part, original.name)
    expect.edition(grid, part, edition, original.name)
    return grid


def grid_of(original: Original, part: Part) -> pd.DataFrame:
    """The grid of one file, unchecked."""
    if part.media_type == "xlsx":
        return readers.xlsx_grid(original, part.sheet or "")
    return readers.csv_grid(original, part.encoding)


def joined(grids: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """One raw table: ``part``, ``row``, then the columns A, B, … of the widest part; nothing is ``""``."""
    tables = [grid.assign(part=part_id) for part_id, grid in grids.items()]
    table = pd.concat(tables, ignore_index=True).fillna("")
    letters = max((grid.columns.drop("row") for grid in grids.values()), key=len)
    return table[["part", "row", *letters]]


def kept_rows(grid: pd.DataFrame, spec: SourceSpec, part_id: str, keep: pd.Series) -> pd.DataFrame:
    """The rows above the first municipality, and below it those that ``keep`` marks."""
    first = int(spec.parts[part_id].municipalities.first)
    return grid[(grid["row"].astype(int) < first) | keep]


def told_rows(
    originals: list[Original], spec: SourceSpec, part_id: str, grid: pd.DataFrame, keep: pd.Series, leave: pd.Series
) -> pd.DataFrame:
    """The rows that ``keep`` marks (see ``kept_rows``), once every row below the headings is told.

    Raises:
        BadCell: a row that is neither to be kept nor, by ``leave``, known to be left out.
    """
    part = spec.parts[part_id]
    axis = part.municipalities
    stray = grid[(grid["row"].astype(int) >= int(axis.first)) & ~keep & ~leave]
    if len(stray):
        row = stray.iloc[0]
        raise BadCell(
            "a row is neither a known municipality nor a known larger or smaller area",
            where=expect.place(expect.file_of(originals, part, part_id).name, part, f"{axis.name}{row['row']}"),
            got=" ".join(row["A" : axis.name]),
            next_step="if a municipality is new, add it to catalog/municipalities.csv",
        )
    return kept_rows(grid, spec, part_id, keep)
