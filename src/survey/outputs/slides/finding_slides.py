"""A finding's slides: its sentence, its charts, the first caveats, the source; the way back in the notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from survey.findings.charts import Chart, Matrix
from survey.outputs import style
from survey.outputs.document.document import Document
from survey.outputs.document.page import Page
from survey.outputs.slides import deck
from survey.outputs.slides.charts.dispatch import add_chart
from survey.outputs.slides.deck import OpenDeck
from survey.outputs.slides.notes import finding_notes
from survey.outputs.slides.page_layout import BODY_PT, SOURCE_PT, PageLayout
from survey.outputs.slides.paging import ChartPage, paginate
from survey.outputs.slides.text_boxes import add_text_box, heading_height_inches, heading_with_breaks, write_notes
from survey.outputs.text import breaking, cite, fitting

if TYPE_CHECKING:
    from pptx.slide import Slide

_TEXT_PTS, _BETWEEN_PARAGRAPHS_PT, _ABOVE_TEXT_INCHES = (18, 16, 14, 12, 11, 10), 10, 0.3
_ONE_LINE_INCHES = fitting.height_inches(1, BODY_PT)
_WHERE_ALL_JA = "ワークブック"
_MORE_JA, _ALL_JA = "ほかの注意はノートに", "注意はノートに"
_FINE_PRINT_JA = "細かい表です。ワークブックのシート「{}」でも見られます"


def add_finding(open_deck: OpenDeck, page: Page, document: Document) -> list[Slide]:
    """Add the slides of a finding or a view. One without charts shows its caveats.

    Charts that are not readable on one slide get several, each with the same sentence, its number, and all notes.
    """
    layout, finding = open_deck.page, page.finding
    charts = tuple(map(_with_whereabouts, finding.charts))
    # A matrix gets the room of all caveats but one line, which says where it can be read at ease.
    fine_print = (_FINE_PRINT_JA.format(page.sheet_ja),) if any(isinstance(chart, Matrix) for chart in charts) else ()
    body, caveats_rect, caveat_lines = layout.body, layout.caveats, layout.caveat_lines
    if fine_print:
        body = (*body[:3], body[3] + caveats_rect[3] - _ONE_LINE_INCHES)
        bottom = caveats_rect[1] + caveats_rect[3]
        caveats_rect, caveat_lines = (caveats_rect[0], bottom - _ONE_LINE_INCHES, caveats_rect[2], _ONE_LINE_INCHES), 1
    chart_pages = paginate(charts, body) if charts else [ChartPage(())]
    notes = finding_notes(page, document)
    source = source_line(page.sources, layout)
    slides = []
    for number, chart_page in enumerate(chart_pages, start=1):
        mark = f"（{number}/{len(chart_pages)}）" if len(chart_pages) > 1 else ""
        slide = deck.add_slide(open_deck, finding.headline_ja + mark, finding.question_ja)
        if chart_page.heading_ja:
            rect = (*layout.body[:3], heading_height_inches(chart_page.heading_ja, layout.body[2]))
            heading = heading_with_breaks(chart_page.heading_ja, rect[2])
            add_text_box(slide, rect, [heading], size_pt=BODY_PT, name="heading")
        for chart, rect in chart_page.charts:
            add_chart(slide, chart, rect)
        if chart_page.charts:
            caveats = caveats_line((*fine_print, *map(str, finding.caveats_ja)), caveats_rect[2], caveat_lines)
            if caveats:
                add_text_box(slide, caveats_rect, [caveats], size_pt=BODY_PT, name="caveats")
        else:
            _add_paragraphs(slide, [f"・{caveat}" for caveat in finding.caveats_ja], layout)
        add_text_box(slide, layout.source, [source], size_pt=SOURCE_PT, colour=style.MUTED, name="source")
        write_notes(slide, notes)
        slides.append(slide)
    return slides


def caveats_line(caveats: Sequence[str], width_inches: float, lines: int) -> str:
    """As many caveats as fit on so many lines, and a word on where the others are; "" where there are none."""
    marked = [f"※{caveat}" for caveat in caveats]
    choices = []
    for count in range(len(marked), 0, -1):
        parts = [*marked[:count], *([_MORE_JA] if count < len(marked) else [])]
        # A line each where they have room, else one after the other.
        choices += ["\v".join(parts), "　".join(parts)]
    length_ems = fitting.line_ems(width_inches, BODY_PT)
    with_breaks = (breaking.break_if_parted(text, length_ems) for text in choices)
    fit = (text for text in with_breaks if len(fitting.wrapped(text, length_ems)) <= lines)
    return next(fit, f"※{_ALL_JA}" if marked else "")


def source_line(sources: pd.DataFrame, layout: PageLayout) -> str:
    """Every cited source by name, or as many as fit on the page and the number of the others."""
    names = [cite.named(editions) for editions in cite.groups(sources)]
    choices = (cite.joined(names[:count], len(names) - count) for count in range(len(names), 0, -1))
    length_ems = fitting.line_ems(layout.source[2], SOURCE_PT)
    with_breaks = (breaking.break_if_parted(text, length_ems) for text in choices)
    fit = (text for text in with_breaks if len(fitting.wrapped(text, length_ems)) <= layout.source_lines)
    return next(fit, f"出典：{len(names)}資料、ノートに" if names else "")


def _with_whereabouts(chart: Chart) -> Chart:
    """A chart that shows some of its rows says where the others are."""
    return replace(chart, shown=replace(chart.shown, where_all_ja=_WHERE_ALL_JA)) if chart.shown else chart


def _add_paragraphs(slide: Slide, paragraphs: list[str], layout: PageLayout) -> None:
    left, top, width, height = layout.body_and_caveats
    rect = (left, top + _ABOVE_TEXT_INCHES, width, height - _ABOVE_TEXT_INCHES)
    between_inches = len(paragraphs) * _BETWEEN_PARAGRAPHS_PT / 72
    size_pt = fitting.largest(
        _TEXT_PTS, lambda size: fitting.text_height_inches(paragraphs, width, size) + between_inches <= rect[3]
    )
    add_text_box(slide, rect, paragraphs, size_pt=size_pt, name="words", space_after_pt=_BETWEEN_PARAGRAPHS_PT)
