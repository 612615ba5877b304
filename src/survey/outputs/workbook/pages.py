"""Where a sheet's pages end on paper, so that no page repeats the table's headings over nothing but notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from survey.outputs.workbook.layout import LEAST_SCALE_PCT, PAGE_PT, USED_HIGH


@dataclass(frozen=True)
class Pages:
    """The rows before which a page ends; whether headings are repeated: only where the table goes on; the scale."""

    breaks: tuple[int, ...] = ()
    repeats: bool = False
    scale_pct: int = 100


def paged(heights_pt: Sequence[float], head: int, end: int, scale_pct: int) -> Pages:
    """The pages of a sheet whose rows are so high; the table's headings stand in row ``head``, its rows end at ``end``.

    What fits on one page is printed on one, smaller than ``scale_pct`` if need be, but not smaller than can be read.
    Of a table whose notes have no room below it, as many rows move to the last page as make it a page of the table,
    with the notes below them; where the notes leave no room for one, or a page would hold a single row, all is printed
    smaller.
    """
    scales = [scale_pct, *range(scale_pct - 1, LEAST_SCALE_PCT - 1, -1)]
    whole = next((scale for scale in scales if sum(heights_pt) <= _room_pt(scale)), None)
    if whole is not None:
        return Pages(scale_pct=whole)
    tried = [pages for scale in scales if (pages := _paged(heights_pt, head, end, scale))]
    fuller = (pages for pages in tried if not _has_a_lone_row(pages))
    return next(fuller, None) or next(iter(tried), None) or _apart(heights_pt, head, end, scale_pct)


def breaks_between(heights_pt: Sequence[float], starts: Sequence[int], scale_pct: int) -> list[int]:
    """The rows before which a page ends, so that no block (they begin in rows ``starts``) is parted if it need not."""
    breaks, room_pt = [], _room_pt(scale_pct)
    page = 0
    for start, end in zip(starts, [*starts[1:], len(heights_pt)], strict=True):
        if sum(heights_pt[page:end]) > room_pt:
            breaks.append(start)
            page = start
    return breaks


def _paged(heights_pt: Sequence[float], head: int, end: int, scale_pct: int) -> Pages | None:
    """The pages at this scale; None where the last one would hold notes alone."""
    room_pt = _room_pt(scale_pct)
    starts = _starts(heights_pt, head, end, room_pt)
    left_pt = room_pt - heights_pt[head] - sum(heights_pt[end:])
    last = starts[-1] if starts else head + 1
    if not starts or sum(heights_pt[last:end]) > left_pt:
        starts.append(_last_start(heights_pt, last, end, left_pt))
    before = starts[-2] if len(starts) > 1 else head + 1
    if end - starts[-1] == 1 and starts[-1] - before > 2 and sum(heights_pt[end - 2 : end]) <= left_pt:
        starts[-1] -= 1
    return Pages(tuple(starts), repeats=True, scale_pct=scale_pct) if starts[-1] < end else None


def _apart(heights_pt: Sequence[float], head: int, end: int, scale_pct: int) -> Pages:
    """The pages where no row can move to the notes, which stand apart from a table that fits on the first page."""
    starts = tuple(_starts(heights_pt, head, end, _room_pt(scale_pct)))
    return Pages(starts or (end,), repeats=bool(starts), scale_pct=scale_pct)


def _has_a_lone_row(pages: Pages) -> bool:
    return pages.repeats and any(after - before == 1 for before, after in pairwise(pages.breaks))


def _room_pt(scale_pct: int) -> float:
    return PAGE_PT * USED_HIGH * 100 / scale_pct


def _starts(heights_pt: Sequence[float], head: int, end: int, room_pt: float) -> list[int]:
    """The first row of every page of the table but the first page."""
    starts, used_pt = [], sum(heights_pt[: head + 1])
    for row in range(head + 1, end):
        if used_pt + heights_pt[row] > room_pt and row > head + 1:
            starts.append(row)
            used_pt = heights_pt[head]
        used_pt += heights_pt[row]
    return starts


def _last_start(heights_pt: Sequence[float], start: int, end: int, left_pt: float) -> int:
    """The first of the rows that move to the last page: at most half of the page they leave; ``end`` for none."""
    row, used_pt = end, 0.0
    while row > start + (end - start) // 2 and row - 1 > start and used_pt + heights_pt[row - 1] <= left_pt:
        row -= 1
        used_pt += heights_pt[row]
    return row
