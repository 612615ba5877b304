"""A kit as a person fills it in: opened, typed into, moved about, saved. Every answer here is made up."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from survey.catalog.hearing_kit import kit_layout, token
from survey.findings.hearing_kit import asking
from survey.show import hearing_kit
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


def edited(content: bytes, edit: Callable[[Kit], object]) -> bytes:
    """The kit after one edit."""
    kit = Kit(content)
    edit(kit)
    return kit.saved()
