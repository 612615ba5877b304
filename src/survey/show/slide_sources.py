"""The sources on as many slides as they need: publisher, title, dates, page, the hash's beginning."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from survey.show import cite, deck, fitting

if TYPE_CHECKING:
    from pptx.presentation import Presentation as Deck
    from pptx.slide import Slide

_TOP_IN, _HEIGHT_IN, _GAP_IN = 1.6, 5.3, 0.4
_BETWEEN_PT = 8
# Columns and size: the first that holds all sources on one slide, else the last on several.
_LAYOUTS = ((1, 14), (2, 12), (2, 11), (2, 10), (2, 12))


def add_sources(made: Deck, sources: pd.DataFrame) -> list[Slide]:
    """Add the slides that name these editions (rows of table ``sources``)."""
    groups = cite.groups(sources)
    pages, width_in, size_pt = _pages([_entry(editions) for editions in groups])
    title = f"出典は{len(groups)}資料" + (f"（{len(sources)}版）" if len(sources) > len(groups) else "")
    title += "、すべて公表されたもの"
    slides = []
    for number, page in enumerate(pages, start=1):
        mark = f"（{number}/{len(pages)}）" if len(pages) > 1 else ""
        slide = deck.add_slide(made, title + mark, "出典")
        for column, entries in enumerate(page):
            box = (deck.MARGIN_IN + column * (width_in + _GAP_IN), _TOP_IN, width_in, _HEIGHT_IN)
            deck.text_box(slide, box, entries, size_pt=size_pt, name="sources", space_after_pt=_BETWEEN_PT)
        deck.write_notes(slide, cite.lines(sources))
        slides.append(slide)
    return slides


def _entry(editions: pd.DataFrame) -> str:
    first = editions.iloc[0]
    mark = f"sha256 {first['file_sha256'].split('; ')[0][:12]}…" if len(editions) == 1 else "sha256はノートに"
    return f"{cite.named(editions)}\v{cite.page(first)}　{mark}"


def _pages(entries: list[str]) -> tuple[list[list[list[str]]], float, float]:
    """The entries by slide and column, a column's width in inches, the size."""
    pages, width_in, size_pt = [], 0.0, 0.0
    for columns, size_pt in _LAYOUTS:
        width_in = (deck.BODY_BOX[2] - _GAP_IN * (columns - 1)) / columns
        filled = _columns(entries, width_in, size_pt)
        pages = [filled[start : start + columns] for start in range(0, len(filled), columns)]
        if len(pages) == 1:
            break
    return pages, width_in, size_pt


def _columns(entries: list[str], width_in: float, size_pt: float) -> list[list[str]]:
    """The entries in columns, each as full as its height allows; an entry is never parted."""
    columns: list[list[str]] = [[]]
    left_in = _HEIGHT_IN
    for entry in entries:
        need_in = fitting.text_height_in([entry], width_in, size_pt) + _BETWEEN_PT / 72
        if need_in > left_in and columns[-1]:
            columns.append([])
            left_in = _HEIGHT_IN
        columns[-1].append(entry)
        left_in -= need_in
    return columns
