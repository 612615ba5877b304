"""How a table stands on paper: in one row of columns, in parts one below the other, or as a block a row.

It is measured, not named: what has no room for its words and numbers unbroken is parted or becomes blocks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate, takewhile
from math import sqrt

from survey.outputs.text import fitting

# What a page of A4 in landscape holds between its margins (page.css), in millimetres, and the smallest print on it.
WIDTH_MM, FIGURE_MM, SMALLEST_PT = 269.0, 112.0, 7.0
_TABLE_PT = 7.5
# A row of columns is as wide as this, in full-width characters; each column has air around it.
LINE_EMS = fitting.line_ems(WIDTH_MM / 25.4, _TABLE_PT)
_AIR, _BESIDE_AIR = 0.9, 2.5
# A heading stands on no more lines than these, each with room for a word of so many characters; where
# there is room, on fewer. One as short as a word (団体コード) stands on one line.
_HEADING_LINES, _USUAL_LINES, _NARROWEST, _ONE_LINE = 4, 2, 4.4, 5.0
# Short words stay on one line; a longer text gets a column of at least this width, one of many sentences a wider one.
# Where another column needs the room more, short words longer than most names wrap too.
_LONG, _LONGEST, _NAME = 11.0, 17.0, 9.0
_MOST_BESIDE = 3
_HALVINGS = 40
# A short bracket in a heading, a unit or an extent, which is read at once.
BRACKET = re.compile(r"（[^（）]{1,5}）")
# A heading's word ends with its particle, or where katakana meets kanji; no line begins with a comma.
WORDS = re.compile(r"[ァ-ヶー]+[ぁ-ん]*、*|[^ぁ-んァ-ヶー、]+[ぁ-ん]*、*|[ぁ-ん]+、*|、+")
# Rows that are worth setting side by side, and that fit on a page so.
_FEWEST_BESIDE, _MOST_ROWS_BESIDE = 12, 50


class Setting(StrEnum):
    """How a table is set on paper."""

    ROWS = "rows"
    PARTS = "parts"
    BLOCKS = "blocks"


@dataclass(frozen=True)
class Measured:
    """A table's column: its heading, its cells' texts and how they are set (number, short, long, long longest)."""

    heading: str
    texts: Sequence[str]
    set_as: str

    @property
    def natural_ems(self) -> float:
        """The width at which nothing but the heading wraps, and that no more than is usual."""
        texts = max(map(fitting.ems, self.texts), default=0.0)
        return max(self.least_ems, _AIR + max(fitting.ems(self.heading) / _USUAL_LINES, texts))

    @property
    def unwrapped_ems(self) -> float:
        """The width at which the heading does not wrap either."""
        return max(self.natural_ems, _AIR + fitting.ems(self.heading))

    @property
    def least_ems(self) -> float:
        """The width below which a number or a word would break, or a text stand in a column too thin to read."""
        return self._at_least({"long": _LONG, "long longest": _LONGEST}.get(self.set_as))

    @property
    def wrapped_ems(self) -> float:
        """The width below which not even a column whose short words wrap may go."""
        return min(self.least_ems, self._at_least(_NAME)) if self.set_as == "short" else self.least_ems

    def _at_least(self, text_ems: float | None) -> float:
        """The least width if texts may wrap in a column of so many characters (None: they may not)."""
        texts = max(map(fitting.ems, self.texts), default=0.0)
        words = [*re.findall(r"[ァ-ヶー]+", self.heading), *BRACKET.findall(self.heading)]
        words += (word for word in WORDS.findall(self.heading) if fitting.ems(word) <= _ONE_LINE)
        words += (word for text in (self.heading, *self.texts) for word in re.findall(r"[!-~]+", text))
        return _AIR + max(self._head_ems, texts if text_ems is None else min(texts, text_ems), *map(fitting.ems, words))

    @property
    def _head_ems(self) -> float:
        words = fitting.ems(self.heading)
        return words if words <= _ONE_LINE else max(_NARROWEST, words / _HEADING_LINES)


@dataclass(frozen=True)
class Paper:
    """How a table is set on paper.

    ``part_of``: each column's part, from 1; None stands in every part. ``shares_pct``: each column's share of its
    part's width, 0 where the part is as wide as its words. ``beside``: how many times the table stands side by side.
    """

    setting: Setting
    part_of: tuple[int | None, ...]
    shares_pct: tuple[float, ...]
    beside: int = 1

    @property
    def parts(self) -> int:
        """Into how many parts the columns are parted."""
        return max((part or 1 for part in self.part_of), default=1)


def on_paper(columns: Sequence[Measured], named_at: int) -> Paper:
    """How the columns, of which the one at ``named_at`` names the rows, are set on paper.

    A table of figures is parted, since it is read down its columns; one of words becomes blocks, read row by row.
    """
    everywhere = (1,) * len(columns)
    if sum(column.least_ems for column in columns) <= LINE_EMS:
        natural = sum(column.natural_ems for column in columns)
        shares = _shares_pct(columns) if natural > LINE_EMS else (0.0,) * len(columns)
        return Paper(Setting.ROWS, everywhere, shares, _beside(columns))
    figures = sum(column.set_as == "number" for column in columns)
    # The short words behind a name belong to it: a row may be told from another by them alone.
    telling = list(takewhile(lambda column: column.set_as == "short", columns[named_at + 1 :]))
    parts = _parted(columns, named_at + 1 + len(telling)) if figures * 2 > len(columns) else None
    if parts is None:
        return Paper(Setting.BLOCKS, everywhere, (0.0,) * len(columns))
    return Paper(Setting.PARTS, parts, (0.0,) * len(columns))


def _beside(columns: Sequence[Measured]) -> int:
    """How many times a narrow table of some length stands side by side, each time under one line of headings."""
    rows = max((len(column.texts) for column in columns), default=0)
    width = sum(column.unwrapped_ems for column in columns)
    if not _FEWEST_BESIDE <= rows <= _MOST_ROWS_BESIDE:
        return 1
    return max(1, min(_MOST_BESIDE, int((LINE_EMS + _BESIDE_AIR) / (width + _BESIDE_AIR))))


def _parted(columns: Sequence[Measured], repeated: int) -> tuple[int | None, ...] | None:
    """The columns' parts, about as wide as each other, the first ``repeated`` in each; None if these leave no room."""
    room = LINE_EMS - sum(column.least_ems for column in columns[:repeated])
    widths = [column.least_ems for column in columns[repeated:]]
    if room < max(widths, default=0.0):
        return None
    number = next(number for number in range(1, len(widths) + 1) if max(_filled(widths, number).values()) <= room)
    return (*(None,) * repeated, *_parts_of(widths, number))


def _parts_of(widths: Sequence[float], number: int) -> list[int]:
    """In which of so many parts each width stands when their sum is divided evenly; by its middle."""
    ends = list(accumulate(widths))
    return [1 + int((end - width / 2) / ends[-1] * number) for end, width in zip(ends, widths, strict=True)]


def _filled(widths: Sequence[float], number: int) -> dict[int, float]:
    """How wide each part becomes."""
    parts = _parts_of(widths, number)
    return {part: sum(w for w, of in zip(widths, parts, strict=True) if of == part) for part in parts}


def _shares_pct(columns: Sequence[Measured]) -> tuple[float, ...]:
    """Each column's share of a line, so that the rows take about as few lines as they can.

    A column's cells take as many lines as their words fill, so their sum is least where the widths go with the square
    roots of the amounts of words, as far as no column becomes narrower than it may or wider than it wants.
    """
    pulls = [sqrt(sum(map(fitting.ems, (column.heading, *column.texts)))) for column in columns]

    def widths(ems_per_pull: float) -> list[float]:
        wanted = (_AIR + ems_per_pull * pull for pull in pulls)
        return [
            min(max(width, column.wrapped_ems), column.natural_ems)
            for width, column in zip(wanted, columns, strict=True)
        ]

    # All widths grow with this until they fill the line; halving finds it closer than print can show.
    low, high = 0.0, max(column.natural_ems for column in columns)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if sum(widths(middle)) < LINE_EMS else (low, middle)
    filled = widths(low)
    return tuple(round(100 * width / sum(filled), 1) for width in filled)
