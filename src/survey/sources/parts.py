"""From the publisher's files to checked grids, and from grids to the one raw table."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from survey.catalog.layouts import Part
from survey.catalog.municipalities import line_to_add, list_day, municipalities_on
from survey.catalog.source_models import FiguresSource
from survey.errors import BadCell
from survey.printed.codes import with_check_digit
from survey.sources import blocks, expect, readers
from survey.sources.layout import Layout, check_nothing_else, find_layout
from survey.sources.layout_errors import PartOfFile
from survey.sources.readers import Original


@dataclass(frozen=True)
class CheckedGrid:
    """The grid of one part of one edition, with the layout that was found in it. ``day``: of its municipalities."""

    grid: pd.DataFrame
    layout: Layout
    where: PartOfFile
    day: str

    @property
    def codes(self) -> pd.Series:
        """The six-digit code that each row prints (whatever it prints, in the rows of no municipality)."""
        axis = self.layout.part.municipalities
        return self.grid[axis.code].map(with_check_digit) if axis.code_digits == 5 else self.grid[axis.code]

    @property
    def is_municipality(self) -> pd.Series:
        """Whether a row's code is that of a municipality that there was on the edition's day."""
        return self.codes.isin(municipalities_on(self.day)["municipality_code"])

    def column(self, heading: str) -> pd.Series:
        """What the column with a heading prints."""
        return self.layout.column(self.grid, heading)


def checked_grid(originals: list[Original], spec: FiguresSource, part_id: str, edition: str) -> CheckedGrid:
    """The grid of one part, its layout and printed date checked against the catalog.

    Raises:
        BadFile, BadLayout: see ``readers``, ``layout`` and ``expect``.
    """
    part = spec.parts[part_id].of_edition(edition)
    original = expect.file_of(originals, part, part_id)
    where = PartOfFile(spec.id, edition, part_id, original.name, part.sheet)
    grid = grid_of(original, part)
    part = blocks.expanded(part, grid, where.name)
    grid = blocks.widened(grid, part)
    layout = find_layout(part, grid, where)
    check_nothing_else(grid, layout, where)
    expect.check_edition(grid, part, where)
    return CheckedGrid(grid, layout, where, list_day(spec, edition))


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


def select_rows(checked: CheckedGrid, keep: pd.Series) -> pd.DataFrame:
    """The rows above the first municipality, and below it those that ``keep`` marks."""
    return checked.grid[_is_above(checked) | keep]


def select_rows_or_raise(checked: CheckedGrid, keep: pd.Series, leave: pd.Series) -> pd.DataFrame:
    """The rows that ``keep`` marks (see ``select_rows``), once every row below the headings is accounted for.

    Raises:
        BadCell: a row that is neither to be kept nor, by ``leave``, known to be left out.
    """
    axis = checked.layout.part.municipalities
    stray = checked.grid[~_is_above(checked) & ~keep & ~leave]
    if len(stray):
        row = stray.iloc[0]
        known = municipalities_on(checked.day)
        gone = known[~known["municipality_code"].isin(checked.codes)]
        line = line_to_add(checked.codes[row.name], row[axis.name], checked.day, gone)
        raise BadCell(
            "a row is neither a known municipality nor a known larger or smaller area",
            where=checked.where.at(f"{axis.name}{row['row']}"),
            got=" ".join(row["A" : axis.name]),
            next_step="if a municipality is new, add it to src/survey/catalog/municipalities.csv by a line such as "
            + line,
        )
    return select_rows(checked, keep)


def _is_above(checked: CheckedGrid) -> pd.Series:
    return checked.grid["row"].astype(int) < int(checked.layout.part.municipalities.first)
