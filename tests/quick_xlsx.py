"""Workbooks of one sheet, quickly written and read: strings in one table, the sheet's reach said, as Excel does.

A workbook that openpyxl streams has neither: reading one takes three times as long.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

import xlsxwriter
from openpyxl.utils import get_column_letter

_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def workbook(rows: Iterable[Sequence[str | None]], sheet: str) -> bytes:
    """The rows, row 1 first, as a workbook of one sheet; None is no cell at all."""
    numbers: dict[str, int] = {}
    lines, widest = [], 1
    letters: list[str] = []
    for at, row in enumerate(rows, start=1):
        letters += map(get_column_letter, range(len(letters) + 1, len(row) + 1))
        cells = [
            f'<c r="{letter}{at}" t="s"><v>{numbers.setdefault(text, len(numbers))}</v></c>'
            for letter, text in zip(letters, row, strict=False)
            if text is not None
        ]
        widest = max(widest, len(row))
        lines.append(f'<row r="{at}">{"".join(cells)}</row>')
    reach = f"A1:{get_column_letter(widest)}{max(1, len(lines))}"
    strings = "".join(f'<si><t xml:space="preserve">{_escaped(text)}</t></si>' for text in numbers)
    return _with_parts(
        sheet,
        {
            "xl/worksheets/sheet1.xml": f'<worksheet {_MAIN}><dimension ref="{reach}"/>'
            f"<sheetData>{''.join(lines)}</sheetData></worksheet>",
            "xl/sharedStrings.xml": f'<sst {_MAIN} uniqueCount="{len(numbers)}">{strings}</sst>',
        },
    )


def _escaped(text: str) -> str:
    return escape(text, {"\r": "&#13;"})


def _with_parts(sheet: str, parts: dict[str, str]) -> bytes:
    """A workbook as XlsxWriter makes it, with other parts."""
    blank, made = io.BytesIO(), io.BytesIO()
    # Only a workbook with a string has a table of strings.
    with xlsxwriter.Workbook(blank, {"in_memory": True}) as book:
        book.add_worksheet(sheet).write_string(0, 0, "A")
    with zipfile.ZipFile(blank) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        assert parts.keys() <= set(old.namelist())
        for name in old.namelist():
            new.writestr(name, _HEAD + parts[name] if name in parts else old.read(name))
    return made.getvalue()
