"""The publishers' grids, taken from the committed raw tables, and written back as files.

A raw table holds the publisher's cells at the publisher's addresses, so a file written from it is equal to the
publisher's in every cell that is kept; rows that the study drops are blank until a test makes some up.
"""

from __future__ import annotations

import csv
import io
import json
from functools import cache
from pathlib import Path
from typing import Any

from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

import quick_xlsx
from survey.catalog.layouts import Part
from survey.catalog.specs import source_spec
from survey.paths import Project
from survey.raw import store
from survey.tidy.harmonise import sheet_of

RAW = Path(__file__).resolve().parents[2] / "data" / "raw"

Grid = list[list[str]]


def committed(source_id: str, edition: str) -> bytes:
    """The bytes of a committed table.csv."""
    return (RAW / source_id / edition / "table.csv").read_bytes()


def origin(source_id: str, edition: str) -> dict[str, Any]:
    """A committed origin.json."""
    return json.loads((RAW / source_id / edition / "origin.json").read_text(encoding="utf-8"))


def printed(source_id: str, edition: str, part: str) -> Grid:
    """One part as the publisher's grid, row 1 first; a new copy, to be damaged at will."""
    return [list(row) for row in _printed(source_id, edition, part)]


@cache
def _printed(source_id: str, edition: str, part: str) -> tuple[tuple[str, ...], ...]:
    header, *rows = csv.reader(io.StringIO(committed(source_id, edition).decode("utf-8"), newline=""))
    by_number = {int(row[1]): tuple(row[2:]) for row in rows if row[0] == part}
    blank = ("",) * (len(header) - 2)
    return tuple(by_number.get(number, blank) for number in range(1, max(by_number) + 1))


def layout(source_id: str, edition: str, part: str) -> Part:
    """One part as a committed edition prints it: its items and municipalities by address."""
    return sheet_of(store.read(Project(RAW.parents[1]), source_id, edition), source_spec(source_id), part).part


def _place(address: str) -> tuple[int, int]:
    letters, number = coordinate_from_string(address)
    return number - 1, column_index_from_string(letters) - 1


def at(grid: Grid, address: str) -> str:
    """What a cell prints."""
    row, column = _place(address)
    return grid[row][column]


def put(grid: Grid, address: str, text: str) -> None:
    """Print something else in one cell."""
    row, column = _place(address)
    grid[row][column] = text


def column(grid: Grid, letter: str) -> list[str]:
    """What one column prints, row 1 first."""
    return [row[column_index_from_string(letter) - 1] for row in grid]


def row_where(grid: Grid, letter: str, text: str) -> int:
    """The number of the only row that prints ``text`` in that column."""
    (number,) = (number for number, cell in enumerate(column(grid, letter), start=1) if cell == text)
    return number


def made_up(grid: Grid, **cells: str) -> list[str]:
    """A row as wide as the grid that prints only what a test makes up, keyed by column letter."""
    row = [""] * len(grid[0])
    for letter, text in cells.items():
        row[column_index_from_string(letter) - 1] = text
    return row


def blank_rows(grid: Grid) -> list[int]:
    """The numbers of the rows where nothing stands: in a grid from ``printed``, those that the study drops."""
    return [number for number, row in enumerate(grid, start=1) if not any(row)]


def workbook(grid: Grid, sheet: str) -> bytes:
    """The grid as a workbook of one sheet."""
    # The publishers' sheets may be wider than what they print; an empty cell in the first row keeps the width.
    rows = (
        [*(text or None for text in row[:-1]), row[-1] or (None if number else "")] for number, row in enumerate(grid)
    )
    return quick_xlsx.workbook(rows, sheet)


def csv_file(grid: Grid, encoding: str = "utf-8-sig") -> bytes:
    """The grid as a CSV file."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows(grid)
    return buffer.getvalue().encode(encoding)
