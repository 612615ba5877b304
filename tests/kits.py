"""A kit as a person fills it in: opened, typed into, moved about, saved. Every answer here is made up."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from survey.catalog.hearing_kit import kit_layout, reads_like_practice, token
from survey.findings.next_steps.asking import asking
from survey.outputs.hearing_kit import book as hearing_kit
from survey.study import Study

ANSWERS = kit_layout().sheets.answers
HEADS = {head.id: head.label_ja for head in kit_layout().heads}
HEADINGS = {column.id: column.heading_ja for column in kit_layout().columns}
SECTION = "試験課 主任"
HELD_ON = {"held_on": "令和8年11月2日", "recorded_by_section": SECTION}


def blank(study: Study, asked: str = "中野区") -> bytes:
    """The kit as it is handed out."""
    return hearing_kit.content(asking(study.tables, study.subject, asked))


class Kit:
    """A kit opened in an office program."""

    def __init__(self, content: bytes) -> None:
        self.book: Workbook = openpyxl.load_workbook(io.BytesIO(content))
        self.sheet: Worksheet = self.book[ANSWERS]
        cells = [cell for row in self.sheet.iter_rows() for cell in row]
        self.marks = {cell.value: cell for cell in cells if str(cell.value).startswith("survey:")}
        self.letters = {name: self.marks[token(name)].column_letter for name in HEADINGS}
        self.heading_row = self.marks[token("answer_ja")].row + 1
        ids = self.letters["question_id"]
        self.rows = {
            self.sheet[f"{ids}{row}"].value: row for row in range(self.heading_row + 1, self.sheet.max_row + 1)
        }
        self.added_rows = list(range(max(filter(None, self.rows.values())) - 2, self.sheet.max_row + 1))

    def cell(self, column: str, row: int | str) -> Cell:
        """The cell of a question (or row) in a column."""
        return self.sheet[f"{self.letters[column]}{self.rows[row] if isinstance(row, str) else row}"]

    def head(self, name: str) -> Cell:
        """The cell beside a line's label."""
        return self.sheet[f"{self.letters['question_ja']}{self.marks[token(name)].row}"]

    def type(self, cell: Cell, text: object) -> None:
        """Type into a cell that holds text: nothing becomes a formula by itself."""
        cell.value = text
        if isinstance(text, str):
            cell.data_type = "s"

    def fill(self, answers: Mapping[str | int, object], heads: Mapping[str, object] = HELD_ON) -> Kit:
        """Type answers by question (or row) and the lines above."""
        for name, text in heads.items():
            self.type(self.head(name), text)
        for row, text in answers.items():
            self.type(self.cell("answer_ja", row), text)
        return self

    def permute(self, order: Iterable[int]) -> None:
        """Move whole columns; the hidden one stays behind them."""
        order = list(order)
        for row in self.sheet.iter_rows(max_col=len(order)):
            held = [(cell.value, cell.data_type) for cell in row]
            for cell, at in zip(row, order, strict=True):
                cell.value, cell.data_type = held[at]

    def saved(self) -> bytes:
        """The file's bytes."""
        buffer = io.BytesIO()
        self.book.save(buffer)
        return buffer.getvalue()

    def save(self, folder: Path, name: str = "聞き取り票_中野区.xlsx") -> Path:
        """The saved file."""
        path = folder / name
        path.write_bytes(self.saved())
        return path


def practice_rows(kit: Kit) -> list[str]:
    """The ids of the questions about practices; never none, so that no test is empty."""
    ids = [name for name, row in kit.rows.items() if name and reads_like_practice(kit.cell("question_ja", row).value)]
    assert ids
    return ids


def part_changed(content: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The file with one of its parts changed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return buffer.getvalue()


def beneath(content: bytes, address: str, text: str) -> bytes:
    """The kit with words in a cell that a merged one covers, as an office program may keep them."""
    cell = re.compile(rf'<c r="{address}"[^>]*?(/>|></c>)'.encode())
    words = f'<c r="{address}" t="inlineStr"><is><t>{text}</t></is></c>'.encode()

    def put(sheet: bytes) -> bytes:
        changed, times = cell.subn(words, sheet)
        assert times == 1
        return changed

    return part_changed(content, "xl/worksheets/sheet1.xml", put)


def with_shared_string(content: bytes, text: str, stored: str) -> bytes:
    """The kit with one text in the list of shared strings, where Excel and LibreOffice keep every text."""
    shared = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t xml:space="preserve">'
        f"{stored}</t></si></sst>"
    )
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    override = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    inline = re.compile(rf'<c r="([A-Z]+\d+)"([^>]*) t="inlineStr"><is><t[^>]*>{text}</t></is></c>'.encode())
    content = part_changed(
        content, "xl/worksheets/sheet1.xml", lambda sheet: inline.sub(rb'<c r="\1"\2 t="s"><v>0</v></c>', sheet)
    )
    content = part_changed(content, "[Content_Types].xml", lambda kinds: kinds.replace(b"</Types>", override.encode()))
    buffer = io.BytesIO(content)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("xl/sharedStrings.xml", shared)
    return buffer.getvalue()


def edited(content: bytes, edit: Callable[[Kit], object]) -> bytes:
    """The kit after one edit."""
    kit = Kit(content)
    edit(kit)
    return kit.saved()
