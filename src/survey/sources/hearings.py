"""A filled-in kit: its sheet of answers as a grid of text, cell by cell as a person wrote it.

What may not be what the person wrote is refused with its cell: a formula, whose value may be stale, or an error value.
Which cell means what is told in ``tidy.kit_sheet``.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any

import pandas as pd

from survey.catalog.hearing_kit import kit_layout, token
from survey.errors import BadCell, BadFile, BadLayout
from survey.printed.text import label
from survey.raw.store import RawEdition
from survey.sources.kit_book import MOST_CELLS, check_outside, opened, restored, sheets_unread
from survey.sources.readers import Original, check_cell, column_letter, guarded_workbook

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

SOURCE, PART = "hearings", "answers"
# How a workbook writes line ends and tabs that its XML would not keep, and a plain underscore before what looks so.
_ESCAPED = re.compile(r"_x(000[ABD]|0009|005F)_", re.IGNORECASE)


def read(original: Original) -> RawEdition:
    """The kit's sheet of answers as a raw table, still without an edition; ``origin`` names its file, sheet and merges.

    Text is as stored, blanks and tabs included; line ends become one kind, \\n. A number in a cell that shows
    percent gets its sign back (97%), a date is written as 2026-11-23. Merged cells are named in the origin.

    Raises:
        BadFile: not a workbook, a damaged one, or one without just one sheet of answers.
        BadCell, BadLayout: a formula, an error value, a stray cell, words outside of the cells, or what is not seen in
            one; named.
    """
    book = opened(original)
    sheet = _sheet(book, original.name)
    where = f"{original.name}, sheet {sheet.title}"
    _check(book, sheet, where)
    check_outside(original, sheet, where)
    table = _grid(sheet, _under_merged(original, sheet))
    for number, row in enumerate(table.drop(columns=["part", "row"]).itertuples(index=False), start=1):
        for column, text in enumerate(row, start=1):
            check_cell(text, f"{where}, cell {column_letter(column)}{number}")
    formulas = [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    if formulas:
        first = formulas[0]
        shown = opened(original, shown=True)[sheet.title][first.coordinate].value
        raise BadCell(
            "a cell holds a formula, and what it shows may be stale",
            where=f"{where}, cell {first.coordinate}",
            expected="the words or the number itself",
            got=f"{_formula(first)}, which shows {shown!r}",
            next_step="copy the cell and paste its value only, then add the kit again",
        )
    part = {
        "file": original.name,
        "sheet": sheet.title,
        "first_cell": "A1",
        "media_type": "xlsx",
        "encoding": None,
        "merged": sorted(merged.coord for merged in sheet.merged_cells),
    }
    unread = sheets_unread(book, {sheet.title, *kit_layout().sheets.model_dump().values()})
    return RawEdition(SOURCE, "", table, {"parts": {PART: part}, "sheets_unread": unread})


def _sheet(book: Workbook, name: str) -> Worksheet:
    """The one sheet of answers: whichever holds the hidden ids, else the one of its name.

    A copy of it for a second hearing holds them, too, and must not be passed over.
    """
    wanted, mark = kit_layout().sheets.answers, token(kit_layout().columns[0].id)
    fitting = [
        sheet
        for sheet in book.worksheets
        if label(sheet.title) == label(wanted)
        or (
            sheet.max_row * sheet.max_column <= MOST_CELLS
            and any(mark in row for row in sheet.iter_rows(values_only=True))
        )
    ]
    if len(fitting) != 1:
        raise BadFile(
            "the workbook has no sheet of answers, or several",
            where=name,
            expected=wanted,
            got=", ".join(book.sheetnames),
            next_step="keep one sheet of answers in a file, each hearing in its own, then survey hearing add FILE",
        )
    return fitting[0]


def _check(book: Workbook, sheet: Worksheet, where: str) -> None:
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    if sheet.max_row * sheet.max_column > MOST_CELLS:
        raise BadLayout(
            "the sheet reaches much farther than a kit does",
            where=f"{where}, cell {column_letter(sheet.max_column)}{sheet.max_row}",
            expected=f"at most {MOST_CELLS:,} cells",
            next_step="delete the rows and columns behind the kit, then add it again",
        )
    if book.epoch == CALENDAR_MAC_1904:
        raise BadLayout(
            "the workbook counts its days from 1904, so a bare number could be two dates",
            where=where,
            expected="days counted from 1900, as Excel does unless told otherwise",
            next_step="save it with the 1904 date system switched off",
        )
    for row in sheet.iter_rows():
        for cell in row:
            if cell.data_type == "e":
                raise BadCell(
                    "a cell holds an error value",
                    where=f"{where}, cell {cell.coordinate}",
                    got=repr(cell.value),
                    next_step="write the words themselves, or empty the cell",
                )


def _under_merged(original: Original, sheet: Worksheet) -> dict[tuple[int, int], str]:
    """What merged cells hide: words that an office program kept beneath, by row and column."""
    hidden = {at for area in sheet.merged_cells for at in area.cells} - {area.top[0] for area in sheet.merged_cells}
    if not hidden:
        return {}
    flat = opened(original, flat=True)[sheet.title]
    # How far a sheet says it reaches is not believed; how far it does was checked.
    flat.reset_dimensions()
    rows = enumerate(islice(flat.iter_rows(), sheet.max_row), start=1)
    cells = ((number, column, cell) for number, row in rows for column, cell in enumerate(row, start=1))
    with guarded_workbook(original):
        return {(number, column): _text(cell) for number, column, cell in cells if (number, column) in hidden}


def _grid(sheet: Worksheet, under: dict[tuple[int, int], str]) -> pd.DataFrame:
    rows = [[under.get((cell.row, cell.column)) or _text(cell) for cell in row] for row in sheet.iter_rows()]
    letters = [column_letter(number) for number in range(1, sheet.max_column + 1)]
    table = pd.DataFrame(rows, columns=letters, dtype="str")
    table.insert(0, "row", [str(number) for number in range(1, len(rows) + 1)])
    table.insert(0, "part", PART)
    return table


def _text(cell: Cell) -> str:
    """A cell as text; see ``read``."""
    value: Any = cell.value
    match value:
        case None:
            return ""
        case str() | list():
            # A list is one text in several looks.
            return _one_line_end(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), restored(str(value))))
        case bool():
            return str(value).upper()
        case datetime() if value.time().isoformat() == "00:00:00":
            return value.date().isoformat()
        case datetime():
            return value.isoformat(sep=" ")
        case date():
            return value.isoformat()
        case int() | float() if "%" in cell.number_format:
            return f"{(Decimal(repr(value)) * 100).normalize():f}%"
        case _:
            return str(value)


def _one_line_end(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n")


def _formula(cell: Cell) -> str:
    """The formula as written; one over several cells is an object that holds it."""
    return repr(cell.value if isinstance(cell.value, str) else getattr(cell.value, "text", "a formula over many cells"))
