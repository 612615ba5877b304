"""A filled-in kit as a workbook: opened without loss, and refused where words lie outside of what a grid can hold."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lxml import etree

from survey.errors import BadCell, BadFile, BadLayout
from survey.sources import archives
from survey.sources.readers import Original, column_letter, guarded_workbook

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_AGAIN = "then survey hearing add FILE"
# A kit has some forty rows and unpacks into a fifth of a megabyte; what reaches much farther holds a stray cell.
MOST_CELLS, MOST_UNPACKED_BYTES = 200_000, 10_000_000
_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"
# openpyxl takes every x005F_ out of a text, though it escapes only what follows an underscore. A noncharacter,
# which nobody types, keeps it from doing so.
_ESCAPE, _KEEPER = b"x005F_", "\ufdd0"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
# How a number may be shown so that its figures say the same without the form.
_PLAIN_NUMBER = re.compile(r"General|@|(#,##)?#?0?(\.[0#]+)?%?")
_NOT_SHOWN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


def opened(original: Original, *, shown: bool = False, flat: bool = False) -> Workbook:
    """The workbook with its formulas (``shown``: their stored values; ``flat``: with what merged cells hide).

    Raises:
        BadFile: another kind of file, one with a password, or a damaged one; says what to save it as.
    """
    import openpyxl

    try:
        _check_kind(original)
        with guarded_workbook(original) as file:
            _check_reach(original)
            book = openpyxl.load_workbook(_kept(file), data_only=shown, read_only=flat, rich_text=not flat)
    except BadFile as error:
        error.next_step = f"open it in an office program, save it as .xlsx without a password, {_AGAIN}"
        raise
    return book


def restored(text: str) -> str:
    """A cell's text without what ``opened`` put into it."""
    return text.replace(_KEEPER, "")


def check_outside(original: Original, sheet: Worksheet, where: str) -> None:
    """Refuse words that belong to the sheet but are in no cell, are struck out, or show otherwise than they are stored.

    Raises:
        BadCell: a comment, a struck-out word, or a number or date whose form says more or less than it; named.
        BadLayout: a picture or shape lies on a sheet; names the cell at its corner.
    """
    for at in _floating(original):
        raise BadLayout(
            "a picture, text box or shape lies on a sheet, and nothing on it would be read",
            where=f"{original.name}, {at}",
            next_step=f"write its words into an answer and delete it, {_AGAIN}",
        )
    for cell in (cell for row in sheet.iter_rows() for cell in row):
        if cell.comment:
            raise _bad("a comment hangs on a cell, and would not be read", where, cell, cell.comment.text)
        if cell.value is not None and _is_struck(cell):
            raise _bad("words are struck out, so it cannot be told whether they hold", where, cell, str(cell.value))
        if cell.data_type in ("n", "d") and cell.value is not None and not _reads_as_shown(cell):
            raise _bad(
                "a number or date is shown in a form that says more or less than it", where, cell,
                f"{cell.value} in the form {cell.number_format}",
            )  # fmt: skip


def sheets_unread(book: Workbook, own: set[str]) -> list[str]:
    """The sheets that were put in beside the kit's ``own`` and hold anything."""
    extra = [sheet for sheet in book.worksheets if sheet.title not in own]
    return [
        sheet.title
        for sheet in extra
        # One that reaches that far has a cell there; nobody looks at all that lies between.
        if sheet.max_row * sheet.max_column > MOST_CELLS or any(any(row) for row in sheet.iter_rows(values_only=True))
    ]


def _check_kind(original: Original) -> None:
    kind, content = "", original.content
    if content.startswith(_OLD_OR_LOCKED):
        kind = "an Excel 97-2003 file (.xls), or a workbook with a password"
    else:
        names = archives.check_workbook(original)
        kind = "a text document (.docx)" * ("word/document.xml" in names)
        kind = kind or "an OpenDocument file (.ods, .odt)" * ("META-INF/manifest.xml" in names)
    if kind:
        raise BadFile(
            f"this is {kind}",
            where=original.name,
            expected="the kit as .xlsx",
            next_step=f"open the kit, save it as .xlsx without a password, {_AGAIN}",
        )


def _check_reach(original: Original) -> None:
    """Refuse what openpyxl would lay out cell by cell, however far it goes: merged cells, links over an area.

    Raises:
        BadFile: there is more of it than in any kit; names the part.
    """
    from openpyxl.utils.cell import range_boundaries

    parts, reached = archives.check_workbook(original), 0
    if (size := sum(map(len, parts.values()))) > MOST_UNPACKED_BYTES:
        raise BadFile(
            "the workbook is far larger than any kit",
            where=original.name,
            expected=f"at most {MOST_UNPACKED_BYTES:,} bytes once it is unpacked",
            got=f"{size:,} bytes",
        )
    for name, content in parts.items():
        if not content.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \r\n\t").startswith(b"<"):
            continue
        for _, element in etree.iterparse(io.BytesIO(content), tag=("{*}mergeCell", "{*}hyperlink"), no_network=True):
            first_column, first_row, last_column, last_row = range_boundaries(element.get("ref", "A1"))
            reached += (last_column - first_column + 1) * (last_row - first_row + 1)
            if reached > MOST_CELLS:
                raise BadFile(
                    "merged cells or links reach much farther than a kit does",
                    where=f"{original.name}, part {name}, cells {element.get('ref')}",
                    expected=f"at most {MOST_CELLS:,} cells",
                )


def _kept(file: io.BytesIO) -> io.BytesIO:
    """The workbook with what openpyxl would take out of its texts marked, so that it stays."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if re.fullmatch(r"xl/(sharedstrings|worksheets/[^/]+)\.xml", name, re.IGNORECASE):
                content = content.replace(_ESCAPE, _ESCAPE[:1] + _KEEPER.encode() + _ESCAPE[1:])
            new.writestr(name, content)
    return buffer


def _floating(original: Original) -> Iterator[str]:
    """Where pictures and shapes lie: the drawing, and the cell at its corner."""
    parts = archives.check_workbook(original)
    with guarded_workbook(original):
        for name in sorted(parts):
            if not re.fullmatch(r"xl/drawings/drawing\d+\.xml", name):
                continue
            for anchor in etree.fromstring(parts[name], etree.XMLParser(resolve_entities=False)):
                corner = anchor.find(f"{_DRAWING}from")
                at = [corner.findtext(f"{_DRAWING}{side}") for side in ("col", "row")] if corner is not None else []
                yield f"cell {column_letter(int(at[0]) + 1)}{int(at[1]) + 1} ({name})" if all(at) and at else name


def _is_struck(cell: Cell) -> bool:
    parts = cell.value if isinstance(cell.value, list) else []
    return bool(cell.font.strike) or any(getattr(getattr(part, "font", None), "strike", None) for part in parts)


def _reads_as_shown(cell: Cell) -> bool:
    """Whether the form adds no words, hides no part of a date and scales nothing; a span of time has no plain form."""
    from datetime import date

    if cell.data_type == "n":
        return bool(_PLAIN_NUMBER.fullmatch(cell.number_format.split(";")[0]))
    code = _NOT_SHOWN.sub("", cell.number_format).lower()
    return isinstance(cell.value, date) and "d" in code and bool(set("yge") & set(code))


def _bad(what: str, where: str, cell: Cell, got: str) -> BadCell:
    return BadCell(
        what,
        where=f"{where}, cell {cell.coordinate}",
        expected="words, as text, in the cell itself",
        got=repr(got[:200]),
        next_step=f"write what holds into the cell as text and take the rest away, {_AGAIN}",
    )
