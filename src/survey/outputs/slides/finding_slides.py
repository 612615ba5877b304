"""A finding's slides: its sentence, its charts, the first caveats, the source; the way back in the notes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from survey.analysis.groups import Subject
from survey.findings.charts import Chart, Matrix
from survey.findings.finding import Finding
from survey.outputs import style
from survey.outputs.slides import deck, paging
from survey.outputs.slides import notes as slide_notes
from survey.outputs.slides.charts.dispatch import add_chart
from survey.outputs.slides.deck import OpenDeck
from survey.outputs.slides.page_layout import BODY_PT, SOURCE_PT, PageLayout
from survey.outputs.slides.text_boxes import add_text_box, heading_height_inches, heading_with_breaks, write_notes
from survey.outputs.text import breaking, cite, fitting
from survey.outputs.workbook.names import sheet_ja

if TYPE_CHECKING:
    from pptx.slide import Slide

_WORDS_PTS, _BETWEEN_WORDS_PT, _ABOVE_WORDS_INCHES = (18, 16, 14, 12, 11, 10), 10, 0.3
_ONE_LINE_INCHES = fitting.height_inches(1, BODY_PT)
_SOME_JA = "を表示）"
_MORE_JA, _ALL_JA = "ほかの注意はノートに", "注意はノートに"
_FINE_PRINT_JA = "細かい表です。ワークブックのシート「{}」でも見られます"


def add_finding(open_deck: OpenDeck, finding: Finding, sources: pd.DataFrame, subject: Subject) -> list[Slide]:
    """Add a finding's slides; ``sources`` are the editions that it cites. One without charts shows its caveats.

    Charts that are not readable on one slide get several, each with the same sentence, its number, and all notes.
    """
    page = open_deck.page
    charts = tuple(_with_whereabouts(chart) for chart in finding.charts)
    # A matrix gets the room of all caveats but one line, which says where it can be read at ease.
    fine = (_FINE_PRINT_JA.format(sheet_ja(finding.id)),) if any(isinstance(chart, Matrix) for chart in charts) else ()
    body = page.body if not fine else (*page.body[:3], page.body[3] + page.caveats[3] - _ONE_LINE_INCHES)
    pages = paging.paginate(charts, body) if charts else [paging.ChartPage(())]
    notes = slide_notes.finding_notes(finding, sources, subject)
    source = source_line(sources, page)
    slides = []
    for number, placed in enumerate(pages, start=1):
        mark = f"（{number}/{len(pages)}）" if len(pages) > 1 else ""
        slide = deck.add_slide(open_deck, finding.headline_ja + mark, finding.question_ja)
        if placed.heading_ja:
            rect = (*page.body[:3], heading_height_inches(placed.heading_ja, page.body[2]))
            heading = heading_with_breaks(placed.heading_ja, rect[2])
            add_text_box(slide, rect, [heading], size_pt=BODY_PT, name="heading")
        for chart, rect in placed.charts:
            add_chart(slide, chart, rect)
        if placed.charts:
            rect, lines = page.caveats, page.caveat_lines
            if fine:
                rect, lines = (rect[0], rect[1] + rect[3] - _ONE_LINE_INCHES, rect[2], _ONE_LINE_INCHES), 1
            caveats = caveats_line((*fine, *finding.caveats_ja), rect[2], lines)
            if caveats:
                add_text_box(slide, rect, [caveats], size_pt=BODY_PT, name="caveats")
        else:
            _words(slide, [f"・{caveat}" for caveat in finding.caveats_ja], page)
        add_text_box(slide, page.source, [source], size_pt=SOURCE_PT, colour=style.MUTED, name="source")
        write_notes(slide, notes)
        slides.append(slide)
    return slides


def caveats_line(caveats: tuple[str, ...], width_inches: float, lines: int) -> str:
    """As many caveats as fit on so many lines, and a word on where the others are; "" where there are none."""
    marked = [f"※{caveat}" for caveat in caveats]
    choices = []
    for shown in range(len(marked), 0, -1):
        told = [*marked[:shown], *([_MORE_JA] if shown < len(marked) else [])]
        # A line each where they have room, else one after the other.
        choices += ["\v".join(told), "　".join(told)]
    length_ems = fitting.line_ems(width_inches, BODY_PT)
    mended = (breaking.break_if_parted(text, length_ems) for text in choices)
    fit = (text for text in mended if len(fitting.wrapped(text, length_ems)) <= lines)
    return next(fit, f"※{_ALL_JA}" if marked else "")


def source_line(sources: pd.DataFrame, page: PageLayout) -> str:
    """Every cited source by name, or as many as fit on the page and the number of the others."""
    names = [cite.named(editions) for editions in cite.groups(sources)]
    choices = (cite.joined(names[:shown], len(names) - shown) for shown in range(len(names), 0, -1))
    length_ems = fitting.line_ems(page.source[2], SOURCE_PT)
    mended = (breaking.break_if_parted(text, length_ems) for text in choices)
    fit = (text for text in mended if len(fitting.wrapped(text, length_ems)) <= page.source_lines)
    return next(fit, f"出典：{len(names)}資料、ノートに" if names else "")


def _with_whereabouts(chart: Chart) -> Chart:
    """A chart that shows some of its rows says where the others are."""
    return replace(chart, title_ja=chart.title_ja.replace(_SOME_JA, f"{_SOME_JA[:-1]}、全部はワークブック）"))


def _words(slide: Slide, words: list[str], page: PageLayout) -> None:
    left, top, width, height = page.body_and_caveats
    rect = (left, top + _ABOVE_WORDS_INCHES, width, height - _ABOVE_WORDS_INCHES)
    between_inches = len(words) * _BETWEEN_WORDS_PT / 72
    size_pt = fitting.largest(
        _WORDS_PTS, lambda size: fitting.text_height_inches(words, width, size) + between_inches <= rect[3]
    )
    add_text_box(slide, rect, words, size_pt=size_pt, name="words", space_after_pt=_BETWEEN_WORDS_PT)
