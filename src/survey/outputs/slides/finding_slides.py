"""A finding's slides: its sentence, its charts, the first caveats, the source; the way back in the notes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from survey.analysis.groups import Subject
from survey.findings.charts import Chart, Matrix
from survey.findings.finding import Finding
from survey.outputs import style
from survey.outputs.slides import charts as native
from survey.outputs.slides import deck, paging
from survey.outputs.slides import notes as slide_notes
from survey.outputs.slides.deck import Stage
from survey.outputs.slides.page import BODY_PT, SOURCE_PT, Page
from survey.outputs.slides.text_boxes import broken_title, text_box, words_in, write_notes
from survey.outputs.text import breaking, cite, fitting

if TYPE_CHECKING:
    from pptx.slide import Slide

_WORDS_PTS, _BETWEEN_WORDS_PT, _ABOVE_WORDS_IN = (18, 16, 14, 12, 11, 10), 10, 0.3
_ONE_LINE_IN = fitting.height_in(1, BODY_PT)
_SOME_JA = "を表示）"
_MORE_JA, _ALL_JA = "ほかの注意はノートに", "注意はノートに"
_FINE_PRINT_JA = "細かい表です。ワークブックのシート「{}」でも見られます"


def add_finding(stage: Stage, finding: Finding, sources: pd.DataFrame, subject: Subject) -> list[Slide]:
    """Add a finding's slides; ``sources`` are the editions that it cites. One without charts shows its caveats.

    Charts that are not readable on one slide get several, each with the same sentence, its number, and all notes.
    """
    page = stage.page
    charts = tuple(_with_whereabouts(chart) for chart in finding.charts)
    # A matrix gets the room of all caveats but one line, which says where it can be read at ease.
    has_matrix = any(isinstance(chart, Matrix) for chart in charts)
    fine = (_FINE_PRINT_JA.format(finding.texts.sheet_ja),) if has_matrix else ()
    body = page.body if not fine else (*page.body[:3], page.body[3] + page.caveats[3] - _ONE_LINE_IN)
    pages = paging.paged(charts, body) if charts else [paging.Placed(())]
    notes = slide_notes.of_finding(finding, sources, subject)
    source = source_line(sources, page)
    slides = []
    for number, placed in enumerate(pages, start=1):
        mark = f"（{number}/{len(pages)}）" if len(pages) > 1 else ""
        slide = deck.add_slide(stage, finding.headline_ja + mark, finding.question_ja)
        if placed.heading_ja:
            box = (*page.body[:3], words_in(placed.heading_ja, page.body[2]))
            heading = broken_title(placed.heading_ja, box[2])
            text_box(slide, box, [heading], size_pt=BODY_PT, name="heading")
        for chart, box in placed.charts:
            native.place(slide, chart, box)
        if placed.charts:
            box, lines = page.caveats, page.caveat_lines
            if fine:
                box, lines = (box[0], box[1] + box[3] - _ONE_LINE_IN, box[2], _ONE_LINE_IN), 1
            caveats = caveats_line((*fine, *finding.caveats_ja), box[2], lines)
            if caveats:
                text_box(slide, box, [caveats], size_pt=BODY_PT, name="caveats")
        else:
            _words(slide, [f"・{caveat}" for caveat in finding.caveats_ja], page)
        text_box(slide, page.source, [source], size_pt=SOURCE_PT, colour=style.MUTED, name="source")
        write_notes(slide, notes)
        slides.append(slide)
    return slides


def caveats_line(caveats: tuple[str, ...], width_in: float, lines: int) -> str:
    """As many caveats as fit on so many lines, and a word on where the others are; "" where there are none."""
    marked = [f"※{caveat}" for caveat in caveats]
    choices = []
    for shown in range(len(marked), 0, -1):
        told = [*marked[:shown], *([_MORE_JA] if shown < len(marked) else [])]
        # A line each where they have room, else one after the other.
        choices += ["\v".join(told), "　".join(told)]
    length_ems = fitting.line_ems(width_in, BODY_PT)
    mended = (breaking.mended(text, length_ems) for text in choices)
    fit = (text for text in mended if len(fitting.wrapped(text, length_ems)) <= lines)
    return next(fit, f"※{_ALL_JA}" if marked else "")


def source_line(sources: pd.DataFrame, page: Page) -> str:
    """Every cited source by name, or as many as fit on the page and the number of the others."""
    names = [cite.named(editions) for editions in cite.groups(sources)]
    choices = (cite.joined(names[:shown], len(names) - shown) for shown in range(len(names), 0, -1))
    length_ems = fitting.line_ems(page.source[2], SOURCE_PT)
    mended = (breaking.mended(text, length_ems) for text in choices)
    fit = (text for text in mended if len(fitting.wrapped(text, length_ems)) <= page.source_lines)
    return next(fit, f"出典：{len(names)}資料、ノートに" if names else "")


def _with_whereabouts(chart: Chart) -> Chart:
    """A chart that shows some of its rows says where the others are."""
    return replace(chart, title_ja=chart.title_ja.replace(_SOME_JA, f"{_SOME_JA[:-1]}、全部はワークブック）"))


def _words(slide: Slide, words: list[str], page: Page) -> None:
    left, top, width, height = page.body_and_caveats
    box = (left, top + _ABOVE_WORDS_IN, width, height - _ABOVE_WORDS_IN)
    between_in = len(words) * _BETWEEN_WORDS_PT / 72
    size_pt = fitting.largest(
        _WORDS_PTS, lambda size: fitting.text_height_in(words, width, size) + between_in <= box[3]
    )
    text_box(slide, box, words, size_pt=size_pt, name="words", space_after_pt=_BETWEEN_WORDS_PT)
