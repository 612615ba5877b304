"""How a table lies on a sheet and on paper: columns' widths, what is repeated on each page, how small it is printed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from survey.outputs.workbook.sizes import DEFAULT_WIDTH, WIDEST, Column, px, wide_for

MARGIN_INCHES = 0.4
MARGINS_HIGH_INCHES = (0.5, 0.6)
# A4 in landscape between its margins, at full size.
_PAGE_PX = (297 / 25.4 - 2 * MARGIN_INCHES) * 96
PAGE_PT = (210 / 25.4 - sum(MARGINS_HIGH_INCHES)) * 72
# How a table may lie, the first one that holds: the scale it is printed at and the lines that a cell may take. Text of
# SIZE_PT is never printed smaller than 7 points; what still does not fit is split over pages.
_CHOICES = ((100, 1), (90, 2), (85, 3), (80, 5), (75, 12), (70, 24))
_SPLIT_SCALE_PCT, _SPLIT_LINES = 80, 8
# Of a page this much is used: programs differ in how wide they set a column and how high a row.
_USED, USED_HIGH = 0.92, 0.96
LEAST_SCALE_PCT = min(scale_pct for scale_pct, _ in _CHOICES)
# Notes are read in lines of about this many digits' width, or of more where a wide table is printed small.
_NOTE_WIDTH, _WIDEST_NOTE = 110.0, 180.0


@dataclass(frozen=True)
class Layout:
    """Columns' widths; how many at the left are repeated on every page; each page's columns; the scale of print.

    What stands beyond the last page's columns is for looking up and is not printed.
    """

    widths: tuple[float, ...]
    keys: int
    pages: tuple[tuple[int, ...], ...]
    scale_pct: int

    @property
    def printed(self) -> int:
        """How many columns are printed."""
        return self.pages[-1][-1] + 1


def laid_out(columns: Sequence[Column]) -> Layout:
    """The layout of a table: on one page across if it can be read there, else on several with the names repeated.

    Where a table is so narrow that notes would reach beyond it, what is for looking up is printed too.
    """
    keys = _keys(columns)
    printed = [column for column in columns if not column.for_looking_up]
    if sum(wide_for(column, 1) for column in columns) <= _NOTE_WIDTH:
        printed = list(columns)
    rest = [wide_for(column, 1) for column in columns[len(printed) :]]
    for scale_pct, most_lines in _CHOICES:
        widths = _fitting(printed, _PAGE_PX * _USED * 100 / scale_pct, most_lines)
        if widths:
            widths = _widened(widths) if rest else widths
            return Layout((*widths, *rest), keys, (tuple(range(len(printed))),), printed_scale_pct(widths))
    widths, pages = _split(printed, keys, _PAGE_PX * _USED * 100 / _SPLIT_SCALE_PCT)
    widest = max(px([widths[column] for column in page]) for page in pages)
    return Layout((*widths, *rest), keys, pages, _scale_pct(widest / _USED))


def _widened(widths: list[float]) -> list[float]:
    """The widths of columns that are to be as wide together as a note, because others stand right beside them."""
    more = _NOTE_WIDTH / sum(widths)
    return [min(WIDEST, width * more) for width in widths] if more > 1 else widths


def across(layout: Layout, *, is_title: bool = False, most: float = 0.0) -> tuple[int, float]:
    """The last column that a note spans from the first one on, and their width together; a title spans the page.

    Default columns beyond the table's may be among them, unless columns for looking up stand there. ``most`` is the
    width asked for, where it is not a note's.
    """
    page = layout.pages[0]
    wide = sum(layout.widths[column] for column in page)
    most = most or max(_NOTE_WIDTH, wide if is_title else min(wide, _WIDEST_NOTE))
    is_bound = len(layout.pages) > 1 or len(layout.widths) > layout.printed
    last, total = 0, 0.0
    while total < most and not (is_bound and last not in page):
        total += layout.widths[last] if last in page else DEFAULT_WIDTH
        last += 1
    return last - 1, total


def printed_scale_pct(widths: Sequence[float]) -> int:
    """The scale at which columns of these widths are printed on one page across."""
    return _scale_pct(px(widths) / _USED)


def _scale_pct(wide_px: float) -> int:
    return min(100, math.floor(_PAGE_PX / wide_px * 100))


def _keys(columns: Sequence[Column]) -> int:
    """The columns up to the one that names the row; the first one, if none does."""
    return next((number for number, column in enumerate(columns, start=1) if column.is_name), 1)


def _fitting(columns: Sequence[Column], room_px: float, most_lines: int) -> list[float]:
    """The widths with which no cell takes more lines than need be and all columns have room; none if they have not."""
    for number in range(1, most_lines + 1):
        widths = [wide_for(column, number) for column in columns]
        if px(widths) <= room_px:
            return widths
    return []


def _split(columns: Sequence[Column], keys: int, room_px: float) -> tuple[list[float], tuple[tuple[int, ...], ...]]:
    """The widths and each page's columns: as few pages as can be, and then as few lines a cell."""
    found = []
    for number in range(1, _SPLIT_LINES + 1):
        widths = [wide_for(column, number) for column in columns]
        found.append((widths, _balanced(widths, keys, room_px)))
    return min(found, key=lambda split: len(split[1]))


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
