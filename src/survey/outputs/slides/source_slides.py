"""The sources on as many slides as they need: publisher, title, dates, page, the hash's beginning."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from survey.catalog.specs import source_spec
from survey.outputs.slides import deck
from survey.outputs.slides.deck import OpenDeck
from survey.outputs.slides.page_layout import BODY_PT, Rect
from survey.outputs.slides.text_boxes import add_text_box, write_notes
from survey.outputs.text import breaking, cite, fitting

if TYPE_CHECKING:
    from pptx.slide import Slide

_ABOVE_INCHES, _GAP_INCHES, _BETWEEN_PT = 0.08, 0.4, 8
# Two columns hold more than one, where a column is wide enough for an address.
_COLUMNS, _LEAST_COLUMN_INCHES = 2, 5.5


def add_sources(open_deck: OpenDeck, sources: pd.DataFrame) -> list[Slide]:
    """Add the slides that name these editions (rows of table ``sources``)."""
    groups = cite.groups(sources)
    pages = _pages([_entry(editions) for editions in groups], open_deck.page.body_and_caveats)
    title = f"出典は{len(groups)}資料" + (f"（{len(sources)}版）" if len(sources) > len(groups) else "")
    title += _whose(sources)
    slides = []
    for number, page in enumerate(pages, start=1):
        mark = f"（{number}/{len(pages)}）" if len(pages) > 1 else ""
        slide = deck.add_slide(open_deck, title + mark, "出典")
        for rect, entries in page:
            add_text_box(slide, rect, entries, size_pt=BODY_PT, name="sources", space_after_pt=_BETWEEN_PT)
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


class _Entry(NamedTuple):
    """A source by name, its page, and its file's hash."""

    name_ja: str
    page: str
    hash_ja: str

    def text(self, width_inches: float) -> str:
        """The entry with its line breaks: the hash stands beside the page if the line holds both."""
        length_ems = fitting.line_ems(width_inches, BODY_PT)
        beside = f"{self.page}　{self.hash_ja}"
        where = beside if fitting.ems(beside) <= length_ems else f"{self.page}\v{self.hash_ja}"
        return f"{breaking.break_if_parted(self.name_ja, length_ems)}\v{where}"


def _entry(editions: pd.DataFrame) -> _Entry:
    first = editions.iloc[0]
    hash_ja = f"sha256 {first['file_sha256'].split('; ')[0][:12]}…" if len(editions) == 1 else "sha256はノートに"
    return _Entry(cite.named(editions), cite.page(first), hash_ja)


def _pages(entries: list[_Entry], area: Rect) -> list[list[tuple[Rect, list[str]]]]:
    """The entries by slide and column: one column if it holds all of them, else two where they are wide enough."""
    left, top, width, height = area
    height -= _ABOVE_INCHES
    filled = _columns(entries, width, height)
    count, column_inches = 1, width
    two_inches = (width - _GAP_INCHES * (_COLUMNS - 1)) / _COLUMNS
    if len(filled) > 1 and two_inches >= _LEAST_COLUMN_INCHES:
        count, column_inches = _COLUMNS, two_inches
        filled = _columns(entries, column_inches, height)
    return [
        [
            ((left + column * (column_inches + _GAP_INCHES), top + _ABOVE_INCHES, column_inches, height), part)
            for column, part in enumerate(filled[start : start + count])
        ]
        for start in range(0, len(filled), count)
    ]


def _columns(entries: list[_Entry], width_inches: float, height_inches: float) -> list[list[str]]:
    """The entries in columns, each as full as its height allows; an entry is never parted."""
    columns: list[list[str]] = [[]]
    left_inches = height_inches
    for entry in (entry.text(width_inches) for entry in entries):
        need_inches = fitting.text_height_inches([entry], width_inches, BODY_PT) + _BETWEEN_PT / 72
        if need_inches > left_inches and columns[-1]:
            columns.append([])
            left_inches = height_inches
        columns[-1].append(entry)
        left_inches -= need_inches
    return columns
