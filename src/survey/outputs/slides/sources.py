"""The sources on as many slides as they need: publisher, title, dates, page, the hash's beginning."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from survey.catalog.specs import source_spec
from survey.outputs.slides import deck
from survey.outputs.slides.deck import Stage
from survey.outputs.slides.page import BODY_PT, Box
from survey.outputs.slides.text_boxes import text_box, write_notes
from survey.outputs.text import breaking, cite, fitting

if TYPE_CHECKING:
    from pptx.slide import Slide

_ABOVE_IN, _GAP_IN, _BETWEEN_PT = 0.08, 0.4, 8
# Two columns hold more than one, where a column is wide enough for an address.
_COLUMNS, _LEAST_COLUMN_IN = 2, 5.5


def add_sources(stage: Stage, sources: pd.DataFrame) -> list[Slide]:
    """Add the slides that name these editions (rows of table ``sources``)."""
    groups = cite.groups(sources)
    pages = _pages([_entry(editions) for editions in groups], stage.page.body_and_caveats)
    title = f"出典は{len(groups)}資料" + (f"（{len(sources)}版）" if len(sources) > len(groups) else "")
    title += _whose(sources)
    slides = []
    for number, page in enumerate(pages, start=1):
        mark = f"（{number}/{len(pages)}）" if len(pages) > 1 else ""
        slide = deck.add_slide(stage, title + mark, "出典")
        for box, entries in page:
            text_box(slide, box, entries, size_pt=BODY_PT, name="sources", space_after_pt=_BETWEEN_PT)
        write_notes(slide, cite.lines(sources))
        slides.append(slide)
    return slides


def _whose(sources: pd.DataFrame) -> str:
    """Whether publishers put all of them out, or which are the study's own records."""
    own = sources[[source_spec(source).is_record for source in sources["source_id"]]]
    others = "公表されたもの" if sources.drop(own.index)["landing_url"].notna().all() else "各機関のもの"
    if not len(own):
        return f"、すべて{others}"
    return f"。{'、'.join(f'「{title}」' for title in own['title_ja'].unique())}はこの調査の記録、ほかは{others}"


def _entry(editions: pd.DataFrame) -> str:
    first = editions.iloc[0]
    mark = f"sha256 {first['file_sha256'].split('; ')[0][:12]}…" if len(editions) == 1 else "sha256はノートに"
    return f"{cite.named(editions)}\v{cite.page(first)}　{mark}"


def _set(entry: str, width_in: float) -> str:
    """An entry with its line breaks: the hash stands beside the page if the line holds both."""
    length_ems = fitting.line_ems(width_in, BODY_PT)
    name, _, where = entry.partition("\v")
    if fitting.ems(where) > length_ems:
        where = where.replace("　", "\v")
    return f"{breaking.mended(name, length_ems)}\v{where}"


def _pages(entries: list[str], area: Box) -> list[list[tuple[Box, list[str]]]]:
    """The entries by slide and column: one column if it holds all of them, else two where they are wide enough."""
    left, top, width, height = area
    height -= _ABOVE_IN
    filled = _columns(entries, width, height)
    count, column_in = 1, width
    two_in = (width - _GAP_IN * (_COLUMNS - 1)) / _COLUMNS
    if len(filled) > 1 and two_in >= _LEAST_COLUMN_IN:
        count, column_in = _COLUMNS, two_in
        filled = _columns(entries, column_in, height)
    return [
        [
            ((left + column * (column_in + _GAP_IN), top + _ABOVE_IN, column_in, height), part)
            for column, part in enumerate(filled[start : start + count])
        ]
        for start in range(0, len(filled), count)
    ]


def _columns(entries: list[str], width_in: float, height_in: float) -> list[list[str]]:
    """The entries in columns, each as full as its height allows; an entry is never parted."""
    columns: list[list[str]] = [[]]
    left_in = height_in
    for entry in (_set(entry, width_in) for entry in entries):
        need_in = fitting.text_height_in([entry], width_in, BODY_PT) + _BETWEEN_PT / 72
        if need_in > left_in and columns[-1]:
            columns.append([])
            left_in = height_in
        columns[-1].append(entry)
        left_in -= need_in
    return columns
