"""The publisher's bytes as a grid of text: one row a row, columns A, B, …, ``row`` the publisher's row number."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import pandas as pd

from survey.errors import BadCell, BadFile, BadLayout
from survey.printed.text import never_printed
from survey.sources import archives
from survey.sources.original import Original, likely_encoding, refuse_html

# What openpyxl raises of XML that is cut, or that says what no workbook says (XML's own errors are SyntaxErrors).
_MALFORMED = (SyntaxError, LookupError, ValueError, TypeError, AttributeError, ArithmeticError)
# What a sheet can hold in Excel: rows, columns, characters in a cell.
MOST_ROWS, MOST_COLUMNS, MOST_CHARACTERS = 1_048_576, 16_384, 32_767
# The publishers' largest sheet has some 300,000 cells.
MOST_CELLS = 5_000_000


def column_letter(number: int) -> str:
    """1 is A, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def unpack(originals: list[Original]) -> list[Original]:
    """The files themselves, and in place of a plain zip its members (see ``archives``)."""
    found = []
    for original in originals:
        found += archives.unpacked(original) if original.name.lower().endswith(".zip") else [original]
    return found


def xlsx_grid(original: Original, sheet: str) -> pd.DataFrame:
    """The one sheet of a workbook whose whole name matches ``sheet``, as text: stored values without display format.

    Raises:
        BadFile: not a workbook (an HTML page, say), damaged, or without just one such sheet.
        BadLayout: the sheet reaches farther than any that is read.
        BadCell: a cell holds what cannot be printed, or more than a cell can hold.
    """
    if sheet not in original.sheets:
        original.sheets[sheet] = _read_sheet(original, sheet)
    return original.sheets[sheet].copy(deep=False)


def _read_sheet(original: Original, sheet: str) -> pd.DataFrame:
    import openpyxl

    with guarded_workbook(original) as file:
        workbook = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        names = workbook.sheetnames
        fitting = [page for page in workbook.worksheets if re.fullmatch(sheet, page.title)]
        rows = _rows_of(fitting[0], f"{original.name}, sheet {fitting[0].title}") if len(fitting) == 1 else []
    if len(fitting) != 1:
        raise BadFile(
            "the workbook has no such sheet, or several",
            where=original.name,
            expected=sheet,
            got=", ".join(names),
            next_step="check that this is the right file; if the publisher renamed it, mend catalog/sources",
        )
    return _grid(rows, f"{original.name}, sheet {fitting[0].title}")


def _rows_of(page: Any, where: str) -> list[list[str]]:  # noqa: ANN401 - an openpyxl worksheet
    # How far the sheet says it reaches is not believed: it would be filled up with nothing, or cut.
    page.reset_dimensions()
    # Rows are read as they are asked for, so damage deep in the file shows only here.
    rows = _within_limits(([_printed(cell) for cell in row] for row in page.iter_rows(values_only=True)), where)
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


@contextmanager
def guarded_workbook(original: Original) -> Generator[io.BytesIO, None, None]:
    """The workbook's bytes, to be read inside; whatever damage shows while they are is reported as such.

    Raises:
        BadFile: not a workbook (an HTML page, say), damaged, or one that unpacks into far more than it is.
    """
    archives.check_workbook(original)
    try:
        yield io.BytesIO(original.content)
    except (*archives.DAMAGE, *_MALFORMED) as error:
        raise archives.damaged("workbook", original.name, error) from error


def csv_grid(original: Original, encoding: str) -> pd.DataFrame:
    """A CSV file as text.

    Raises:
        BadFile: an HTML page, or bytes that are not in the declared encoding.
        BadLayout: it reaches farther than any that is read.
        BadCell: a cell holds what cannot be printed, or more than a cell can hold.
    """
    reader = csv.reader(io.StringIO(text_of(original, encoding, "a CSV file"), newline=""), strict=True)
    try:
        return _grid(_within_limits(reader, original.name), original.name)
    except csv.Error as error:
        raise archives.damaged("CSV file", f"{original.name}, line {reader.line_num}", error) from error


def text_of(original: Original, encoding: str, expected: str) -> str:
    """The file's text; ``expected`` says what it should be.

    Raises:
        BadFile: an HTML page, or bytes that are not in the declared encoding.
    """
    refuse_html(original, expected)
    try:
        return original.content.decode(encoding)
    except UnicodeDecodeError as error:
        raise BadFile(
            f"the file is not in its declared encoding (byte {error.start})",
            where=original.name,
            expected=encoding,
            got=likely_encoding(original.content) or "bytes in no encoding that could be told",
            next_step="save it again in the expected encoding, or take the publisher's file unopened",
        ) from error


def csv_table(original: Original, encoding: str) -> pd.DataFrame:
    """A CSV file whose first row names its columns, as text.

    Raises:
        BadFile, BadLayout, BadCell: see ``csv_grid``; or the file is empty.
    """
    grid = csv_grid(original, encoding)
    if grid.empty:
        raise BadFile("the file is empty", where=original.name, next_step="check the file")
    rows = grid.drop(columns="row")
    twice = [name for name, times in Counter(rows.iloc[0]).items() if times > 1 and name]
    if twice:
        raise BadFile("a column occurs twice", where=original.name, got=", ".join(twice), next_step="name each once")
    return rows.iloc[1:].set_axis(list(rows.iloc[0]), axis="columns").reset_index(drop=True)


def check_cell(text: str, where: str) -> None:
    """Refuse what no cell prints; a grid's every cell went through here, whatever it came from.

    Raises:
        BadCell: a control, a mark that turns the direction of print, half a character, or more than a cell can hold.
    """
    if sign := never_printed(text):
        raise BadCell(
            "a cell holds a character that is not seen and changes what is",
            where=where,
            expected="letters, figures, blanks, tabs and line breaks",
            got=f"{sign} in {text[:60]!r}",
            next_step="look at the publisher's page; type the cell anew without it, then add the file again",
        )
    if len(text) > MOST_CHARACTERS:
        raise BadCell(
            "a cell holds more than a cell can",
            where=where,
            expected=f"at most {MOST_CHARACTERS:,} characters",
            got=f"{len(text):,} characters, beginning {text[:60]!r}",
            next_step="check that this is the publisher's own file",
        )


def _within_limits(rows: Iterable[list[str]], where: str) -> list[list[str]]:
    """The rows, as long as all of them, filled up to the widest, are no more than what is read."""
    found: list[list[str]] = []
    width = cells = 0
    for number, row in enumerate(rows, start=1):
        width, cells = max(width, len(row)), cells + len(row)
        if number > MOST_ROWS or width > MOST_COLUMNS or cells > MOST_CELLS:
            raise _too_far(where, number, width)
        found.append(row)
    return found


def _too_far(where: str, rows: int, columns: int) -> BadLayout:
    return BadLayout(
        "the table reaches farther than any that is read",
        where=f"{where}, cell {column_letter(columns)}{rows}",
        expected=f"at most {MOST_CELLS:,} cells in {MOST_ROWS:,} rows and {MOST_COLUMNS:,} columns",
        next_step="check that this is the publisher's own file; if it is, delete the empty rows and columns behind it",
    )


def _grid(rows: list[list[str]], where: str) -> pd.DataFrame:
    width = max((len(row) for row in rows), default=0)
    if width * len(rows) > MOST_CELLS:
        raise _too_far(where, len(rows), width)
    letters = [column_letter(number) for number in range(1, width + 1)]
    for number, row in enumerate(rows, start=1):
        # One look at the whole row; only a row in which something is wrong is looked at cell by cell.
        whole = "".join(row)
        if len(whole) > MOST_CHARACTERS or never_printed(whole):
            for letter, text in zip(letters, row, strict=False):
                check_cell(text, f"{where}, cell {letter}{number}")
    padded = [[str(number), *row, *[""] * (width - len(row))] for number, row in enumerate(rows, start=1)]
    return pd.DataFrame(padded, columns=["row", *letters], dtype="str")


def _printed(value: Any) -> str:  # noqa: ANN401 - a cell holds anything
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ") if value.time().isoformat() != "00:00:00" else value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
