"""Finds the lines and columns on a kit's sheet of answers, also where columns were moved or headings changed.

Each line above the questions and each column has a hidden id. It is found by the id, or where that is gone by the
printed text; where both are gone, or the two disagree, nothing is guessed.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

from survey.catalog.hearing_kit import Column, kit_layout, token
from survey.errors import BadLayout
from survey.printed.text import label
from survey.raw.locators import columns_at
from survey.raw.store import RawEdition
from survey.sources.hearings import PART

# Fewer headings in one row may be words of an answer.
_FEWEST_HEADINGS = 3
# Merging any of these with another cell would lose the text of one of them.
_NEVER_MERGED = ("question_id", "question_ja", "answer_ja", "certainty", "document_ja")


class Cell(NamedTuple):
    """One cell: its address and its text."""

    address: str
    text: str


@dataclass(frozen=True)
class KitSheet:
    """A sheet of answers: ``heads`` by id, ``rows`` each a question's cells by column id, both as printed."""

    name: str
    heads: dict[str, Cell]
    rows: tuple[dict[str, Cell], ...]

    def at(self, *cells: Cell) -> str:
        """Where some cells are, for a message."""
        return f"{self.name}, cell{'s' if len(cells) > 1 else ''} {', '.join(cell.address for cell in cells)}"


def kit_sheet(raw: RawEdition) -> KitSheet:
    """The sheet that ``sources.hearings`` read.

    Raises:
        BadLayout: a column or line cannot be told or is there twice, cells are merged, or something stands where
            nobody would read it; names the sheet and the row or cell.
    """
    return _Finder(raw).sheet()


def plain(text: str) -> str:
    """Text without differences of width, blanks and line breaks, which people change unintentionally."""
    return "".join(label(text).split())


class _Finder:
    def __init__(self, raw: RawEdition) -> None:
        part = raw.origin["parts"][PART]
        self.name = f"{part['file']}, sheet {part['sheet']}"
        self.merged, self.letters, self.layout = part["merged"], raw.table.columns[2:], kit_layout()
        self.cells = {
            (int(row[1]), letter): Cell(f"{letter}{row[1]}", text)
            for row in raw.table.itertuples(index=False, name=None)
            for letter, text in zip(self.letters, row[2:], strict=True)
            if text.strip()
        }

    def sheet(self) -> KitSheet:
        marks = self._columns_by({token(column.id): column.id for column in self.layout.columns})
        words = self._columns_by({plain(column.heading_ja): column.id for column in self.layout.columns})
        marked = max(marks, key=lambda number: len(marks[number]), default=0)
        headed = max(words, key=lambda number: len(words[number]), default=0)
        if not headed or len(words[headed]) < _FEWEST_HEADINGS:
            headed = marked + 1
        letters = {
            column.id: sorted({*marks.get(marked, {}).get(column.id, []), *words.get(headed, {}).get(column.id, [])})
            for column in self.layout.columns
        }
        columns = {column.id: self._letter(column, letters, headed) for column in self.layout.columns}
        first = max(marked, headed) + 1
        self._check_merged(columns, first)
        numbers = sorted({number for number, _ in self.cells if number >= first})
        return KitSheet(self.name, self._heads(marked, headed), tuple(self._row(number, columns) for number in numbers))

    def _columns_by(self, wanted: dict[str, str]) -> dict[int, dict[str, list[str]]]:
        """Row number -> column id -> the letters under which its id or heading stands in that row."""
        found: dict[int, dict[str, list[str]]] = {}
        for (number, letter), cell in self.cells.items():
            if name := wanted.get(plain(cell.text)):
                found.setdefault(number, {}).setdefault(name, []).append(letter)
        return found

    def _letter(self, column: Column, claims: dict[str, list[str]], heading_row: int) -> str:
        """The one letter of a column, by hidden id and printed heading, which no other column claims."""
        letters = claims[column.id]
        others = {letter for name, claimed in claims.items() if name != column.id for letter in claimed}
        if len(letters) == 1 and not others.intersection(letters):
            return letters[0]
        cells = ", ".join(f"{letter}{heading_row}" for letter in letters)
        raise BadLayout(
            f"the column {column.heading_ja} cannot be told: "
            + ("headings and hidden ids disagree" if letters else "its heading and its hidden id are gone"),
            where=f"{self.name}, " + (f"cells {cells}" if letters else f"row {heading_row}"),
            expected=", ".join(each.heading_ja for each in self.layout.columns),
            got=", ".join(cell.text for (number, _), cell in self.cells.items() if number == heading_row),
            next_step=f"let {column.heading_ja} stand over one column, once, then add the kit again",
        )

    def _check_merged(self, columns: dict[str, str], first: int) -> None:
        """Refuse merged cells among the questions, but for an answer that goes on along its own row."""
        never_merged = {columns[name] for name in _NEVER_MERGED}
        for address in self.merged:
            start, _, end = address.partition(":")
            letters = columns_at(":".join("".join(filter(str.isalpha, at)) for at in (start, end)), self.letters)
            rows = [int("".join(filter(str.isdigit, at))) for at in (start, end)]
            goes_on = rows[0] == rows[1] and letters[0] == columns["answer_ja"]
            goes_on &= not any((rows[0], letter) in self.cells for letter in letters[1:])
            if rows[1] >= first and never_merged.intersection(letters) and not goes_on:
                raise BadLayout(
                    "cells are merged, so it cannot be told which question or column their words belong to",
                    where=f"{self.name}, cells {address}",
                    expected="one cell an answer",
                    next_step="unmerge them, write each answer into its own row, then add the kit again",
                )

    def _row(self, number: int, columns: dict[str, str]) -> dict[str, Cell]:
        """A row's cells by column id."""
        strays = [letter for at, letter in self.cells if at == number and letter not in columns.values()]
        if strays:
            raise self._unread(self.cells[number, strays[0]])
        return {name: self._cell(number, letter) for name, letter in columns.items()}

    def _cell(self, number: int, letter: str) -> Cell:
        return self.cells.get((number, letter), Cell(f"{letter}{number}", ""))

    def _heads(self, *headings: int) -> dict[str, Cell]:
        """The lines above the questions: the one filled cell beside each line's words and hidden id.

        ``headings`` are the rows of the columns' hidden ids (0: there is none) and headings.
        """
        first = max(headings) + 1
        above = {key: cell for key, cell in self.cells.items() if key[0] < first}
        marks = {token(head.id): head.id for head in self.layout.heads}
        words = {plain(head.label_ja): head.id for head in self.layout.heads}
        marked = {key: marks[plain(cell.text)] for key, cell in above.items() if plain(cell.text) in marks}
        worded = {key: words[plain(cell.text)] for key, cell in above.items() if plain(cell.text) in words}
        lines = {key[0]: name for key, name in (worded | marked).items()}
        usual = Counter(letter for _, letter in worded).most_common(1)
        found: dict[str, Cell] = {}
        for number, name in sorted(lines.items()):
            labels = [key for key in worded if key[0] == number] or ([(number, usual[0][0])] if usual else [])
            values = [key for key in above if key[0] == number and key not in marked and key not in labels]
            cells = [above[key] for key in values] or [Cell(f"beside {labels[0][1] if labels else ''}{number}", "")]
            if len(cells) > 1 or name in found:
                either = [*filter(None, [found.get(name)]), *cells]
                raise BadLayout(
                    "two cells are filled in for one line, and either could be meant",
                    where=f"{self.name}, cells {', '.join(cell.address for cell in either)}",
                    next_step="leave one of them, then add the kit again",
                )
            found[name] = cells[0]
        # Title and notes stand above the first line; between the lines and the headings nothing does.
        for (number, _), cell in above.items():
            is_printed = number < min(lines, default=first) and self._is_title_or_note(cell.text)
            if number < min(filter(None, headings)) and number not in lines and not is_printed:
                raise self._unread(cell)
        for head in self.layout.heads:
            if head.id not in found:
                raise BadLayout(
                    f"the line {head.label_ja} cannot be told: its words and its hidden id are gone",
                    where=f"{self.name}, rows 1 to {first - 1}",
                    next_step=f"write {head.label_ja} and what belongs to it into a row above the questions",
                )
        return found

    def _is_title_or_note(self, text: str) -> bool:
        title = re.sub(r"\\\{\w+\\\}", ".+", re.escape(plain(self.layout.title_ja)))
        return plain(text) in map(plain, self.layout.notes_ja) or bool(re.fullmatch(title, plain(text)))

    def _unread(self, cell: Cell) -> BadLayout:
        return BadLayout(
            "a cell is filled in that is in none of the kit's columns, so nobody would read it",
            where=f"{self.name}, cell {cell.address}",
            got=repr(cell.text[:60]),
            next_step="move its words into an answer, or take them out, then add the kit again",
        )
