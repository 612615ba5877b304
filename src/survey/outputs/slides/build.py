"""The deck: title, summary, each finding's slides, sources. Every chart and table is native and can be edited."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from survey.analysis.groups import Subject
from survey.findings import wording
from survey.findings.summary import marks_as_of
from survey.outputs import office_zip
from survey.outputs.document.document import Document
from survey.outputs.document.page import Page
from survey.outputs.slides import deck, sections, template_fonts
from survey.outputs.slides.cover import add_cover
from survey.outputs.slides.deck import OpenDeck
from survey.outputs.slides.finding_slides import add_finding
from survey.outputs.slides.source_slides import add_sources
from survey.outputs.slides.summary import add_summary
from survey.raw.atomic import write_atomic

if TYPE_CHECKING:
    from pptx.presentation import Presentation as Deck


def title_ja(subject: Subject) -> str:
    """What the deck is called."""
    return f"{subject.name_ja}の行政手続オンライン化　現状と比較"


def write(
    path: Path, document: Document, template: Path | None = None, step: Callable[[str], None] = lambda _: None
) -> None:
    """Write the deck to ``path``; ``step`` takes what an office's template lacks, a sentence at a time."""
    open_deck = None
    if template is not None:
        from survey.outputs.slides.template import open_template

        opened = open_template(template, title_ja(document.subject))
        open_deck = opened.open_deck
        for remark in opened.remarks:
            step(remark)
    write_atomic(path, office_zip.saved(build(document, open_deck)))


def build(document: Document, open_deck: OpenDeck | None = None) -> Deck:
    """The whole deck for one municipality, in sections.

    ``open_deck`` is an office's template, opened; without one the deck has the house style. A finding that has nothing
    to show gets no slide; the summary's notes (the cover's, where findings allow no summary) say which and why.
    """
    open_deck = open_deck or deck.new_deck()
    empty = [f"ページを作らなかったもの：{page.finding.headline_ja}" for page in document.pages if not _has_slide(page)]
    has_summary = bool(document.conclusion_ja and document.answers)
    title = title_ja(document.subject)
    slides = [(sections.SUMMARY, add_cover(open_deck, title, _scope(document), [] if has_summary else empty))]
    if has_summary:
        slides.append((sections.SUMMARY, add_summary(open_deck, document, empty)))
    for page in filter(_has_slide, document.pages):
        slides += [(page.section_ja, slide) for slide in add_finding(open_deck, page, document)]
    if len(document.cited):
        slides += [(sections.SOURCES, slide) for slide in add_sources(open_deck, document.cited)]
    sections.set_sections(open_deck.deck, slides)
    properties = open_deck.deck.core_properties
    properties.title, properties.author, properties.last_modified_by = title, "", ""
    if not open_deck.is_house and template_fonts.named(open_deck.layout):
        template_fonts.follow_theme(open_deck.deck)
    return open_deck.deck


def _has_slide(page: Page) -> bool:
    return page.finding.computable and bool(page.finding.charts or len(page.finding.table))


def _scope(document: Document) -> list[str]:
    dates = marks_as_of(document.findings)
    online = [f"オンライン化の基準日：{'、'.join(map(wording.day, dates))}"] if dates else []
    return [f"比較の相手：{document.subject.group.name_ja}", *online]
