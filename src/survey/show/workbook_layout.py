"""How a table lies on a sheet and on paper: columns' widths, what is repeated on each page, how small it is printed."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from survey.show import fitting

SIZE_PT, TITLE_PT = 10, 14
# A line of the office font, which is set wider than most, and a cell's margin; Excel makes no row higher than the most.
_LINE, _MARGIN_PT, _MOST_PT = 1.55, 2, 409
# A column's width counts in digits of the sheet's usual font, each so many pixels wide, and the cell's own margin.
_DIGIT_PX, _MARGIN_PX, _PT_PER_PX = 7, 5, 0.75
DEFAULT_WIDTH = 8.43
_NARROWEST, _UPRIGHT, _LEAST_TEXT, _WIDEST = 8.0, 3.6, 12.0, 66.0
_HEAD_LINES, _MOST_LINES = 4, 24
MARGIN_IN = 0.4
# A4 in landscape between its margins, at full size.
_PAGE_PX = (297 / 25.4 - 2 * MARGIN_IN) * 96
# How a table may lie, the first one that holds: the scale it is printed at and the lines that a cell may take. Text of
# SIZE_PT is never printed smaller than 7.5 points; what still does not fit is split over pages.
_CHOICES = ((100, 1), (90, 2), (85, 3), (80, 5), (75, 12))
_SPLIT_SCALE_PCT, _SPLIT_LINES = 80, 8
# Of a page that is broken by hand this much is used: programs differ in how wide they set a column.
_USED = 0.94
LEAST_SCALE_PCT = min(scale_pct for scale_pct, _ in _CHOICES)
_WORD = re.compile("[!-~]+")
# Notes are read in lines of about this many digits' width.
_NOTE_WIDTH = 110.0


@dataclass(frozen=True)
class Column:
    """What a column holds: its heading, its cells as text, whether it names the row, whether the heading stands.

    Columns ``for_looking_up`` stand at the end of the sheet and are not printed; what ``is_whole`` is not wrapped.
    """

    head: str
    texts: Sequence[str]
    is_name: bool = False
    is_upright: bool = False
    for_looking_up: bool = False
    is_whole: bool = False


@dataclass(frozen=True)
class Layout:
    """Columns' widths; how many at the left are repeated on every page; each page's columns; the scale of print."""

    widths: tuple[float, ...]
    keys: int
    pages: tuple[tuple[int, ...], ...]
    scale_pct: int


def laid_out(columns: Sequence[Column]) -> Layout:
    """The layout of a table: on one page across if it can be read there, else on several with the names repeated."""
    keys = _keys(columns)
    printed = [column for column in columns if not column.for_looking_up]
    rest = [_wide_for(column, 1) for column in columns[len(printed) :]]
    for scale_pct, most_lines in _CHOICES:
        widths = _fitting(printed, _PAGE_PX * 100 / scale_pct, most_lines)
        if widths:
            return Layout((*widths, *rest), keys, (tuple(range(len(printed))),), _scale_pct(px(widths)))
    widths, pages = _split(printed, keys, _PAGE_PX * _USED * 100 / _SPLIT_SCALE_PCT)
    widest = max(px([widths[column] for column in page]) for page in pages)
    return Layout((*widths, *rest), keys, pages, _scale_pct(widest / _USED))


def px(widths: Iterable[float]) -> float:
    """How wide columns are together, in pixels."""
    return sum(math.floor(width * _DIGIT_PX + _MARGIN_PX) for width in widths)


def lines(text: str, width: float, size_pt: float = SIZE_PT) -> int:
    """How many lines a wrapped text takes in a column (or merged columns) of this width."""
    length_ems = width * _DIGIT_PX * _PT_PER_PX / size_pt
    return sum(len(fitting.wrapped(part, length_ems)) for part in text.split("\n"))


def height_pt(cells: Iterable[tuple[str, float]], size_pt: float = SIZE_PT) -> float:
    """How high a row must be for its wrapped texts, each with the width it stands in."""
    most = max((lines(text, width, size_pt) for text, width in cells), default=1)
    return min(_MOST_PT, math.ceil(max(1, most) * size_pt * _LINE) + _MARGIN_PT)


def upright_height_pt(heads: Iterable[str]) -> float:
    """How high a row of standing headings must be."""
    return math.ceil(max(map(len, heads)) * SIZE_PT * _LINE) + 2 * _MARGIN_PT


def across(layout: Layout) -> tuple[int, int, float]:
    """The first and the last column that a note spans, and their width together.

    On one page default columns beyond the table's may be among them. On several it stands beside the columns that are
    repeated on each of them, so that it is printed once, and within the first.
    """
    is_split = len(layout.pages) > 1
    first = last = layout.keys if is_split else 0
    total = 0.0
    while total < _NOTE_WIDTH and not (is_split and last not in layout.pages[0]):
        width = layout.widths[last] if last in layout.pages[0] else DEFAULT_WIDTH
        total += width + _MARGIN_PX / _DIGIT_PX
        last += 1
    return first, last - 1, total - _MARGIN_PX / _DIGIT_PX


def _scale_pct(wide_px: float) -> int:
    return min(100, math.floor(_PAGE_PX / wide_px * 100))


def _keys(columns: Sequence[Column]) -> int:
    """The columns up to the one that names the row; the first one, if none does."""
    return next((number for number, column in enumerate(columns, start=1) if column.is_name), 1)


def _fitting(columns: Sequence[Column], room_px: float, most_lines: int) -> list[float]:
    """The widths with which no cell takes more lines than need be and all columns have room; none if they have not."""
    for number in range(1, most_lines + 1):
        widths = [_wide_for(column, number) for column in columns]
        if px(widths) <= room_px:
            return widths
    return []


def _split(columns: Sequence[Column], keys: int, room_px: float) -> tuple[list[float], tuple[tuple[int, ...], ...]]:
    """The widths and each page's columns: as few pages as can be, and then as few lines a cell."""
    found = []
    for number in range(1, _SPLIT_LINES + 1):
        widths = [_wide_for(column, number) for column in columns]
        found.append((widths, _balanced(widths, keys, room_px)))
    return min(found, key=lambda split: len(split[1]))


def _wide_for(column: Column, most_lines: int) -> float:
    """How wide a column is in which its texts take at most so many lines; the widest and the narrowest come first."""
    head = _width(column.head, _HEAD_LINES)
    if column.is_upright:
        return max([_UPRIGHT, *(_width(text) for text in column.texts)])
    texts = [_width(text) for text in column.texts]
    wrapped = [_width(text, 1 if column.is_whole else most_lines) for text in column.texts]
    ends = [_width(text, _MOST_LINES) for text in column.texts]
    least = min(_LEAST_TEXT, max(texts, default=0.0))
    return max([_NARROWEST, head, least, min(_WIDEST, max(wrapped, default=0.0)), *ends])


def _width(text: str, number_of_lines: int = 1) -> float:
    """The width in which a text takes so many lines, in digits of the sheet's usual font; words are not broken."""
    length_ems = max(map(fitting.ems, text.split("\n")))
    if number_of_lines > 1:
        word_ems = max(map(fitting.ems, _WORD.findall(text)), default=0.0)
        length_ems = min(length_ems, length_ems / number_of_lines + 1 + word_ems / 2)
    return length_ems * SIZE_PT / _PT_PER_PX / _DIGIT_PX + 0.6


def _balanced(widths: Sequence[float], keys: int, room_px: float) -> tuple[tuple[int, ...], ...]:
    """Each page's columns: as few pages as can be, and these about equally full."""
    pages = _filled(widths, keys, room_px)
    while len(pages) > 1 and len(narrower := _filled(widths, keys, room_px * 0.97)) == len(pages):
        pages, room_px = narrower, room_px * 0.97
        if room_px < px(widths) / len(pages):
            break
    return pages


def _filled(widths: Sequence[float], keys: int, room_px: float) -> tuple[tuple[int, ...], ...]:
    repeated = tuple(range(keys))
    pages = [repeated]
    for column in range(keys, len(widths)):
        page = (*pages[-1], column)
        if len(page) > keys + 1 and px(widths[number] for number in page) > room_px:
            pages.append((*repeated, column))
        else:
            pages[-1] = page
    return tuple(pages)
