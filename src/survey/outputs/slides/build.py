"""The deck: title, summary, each finding's slides, sources. Every chart and table is native and can be edited."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from survey.analysis.groups import Subject
from survey.findings import wording
from survey.findings.finding import Finding
from survey.findings.summary import CONCLUDED_FROM, answers, conclusion
from survey.findings.trace import cited_sources
from survey.outputs import office_zip, style
from survey.outputs.slides import deck, template_fonts
from survey.outputs.slides.cover import add_cover
from survey.outputs.slides.deck import OpenDeck
from survey.outputs.slides.finding_slides import add_finding
from survey.outputs.slides.source_slides import add_sources
from survey.outputs.slides.text_boxes import add_text_box, write_notes
from survey.outputs.text import breaking, fitting, sections
from survey.raw.atomic import write_atomic

if TYPE_CHECKING:
    from pptx.presentation import Presentation as Deck
    from pptx.slide import Slide

_ASKED_SHARE, _BESIDE_INCHES, _ABOVE_INCHES = 0.25, 0.2, 0.3
_ASKED_PTS, _ANSWER_PTS = (18, 16, 14), (20, 18, 16, 14)


def title_ja(subject: Subject) -> str:
    """What the deck is called."""
    return f"{subject.name_ja}の行政手続オンライン化　現状と比較"


def write(
    path: Path,
    findings: list[Finding],
    subject: Subject,
    sources: pd.DataFrame,
    template: Path | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> None:
    """Write the deck to ``path``; what an office's template lacks is told, a sentence at a time."""
    open_deck = None
    if template is not None:
        from survey.outputs.slides.template import open_template

        found = open_template(template, title_ja(subject))
        open_deck = found.open_deck
        for remark in found.remarks:
            tell(remark)
    made = build(findings, subject, sources, open_deck)
    write_atomic(path, office_zip.saved(made))


def build(findings: list[Finding], subject: Subject, sources: pd.DataFrame, open_deck: OpenDeck | None = None) -> Deck:
    """The whole deck for one municipality, in sections. ``sources`` is the tidy table.

    ``stage`` is an office's template, opened; without one the deck has the house style. A finding that has nothing
    to show gets no slide; the summary's notes (the cover's, where findings allow no summary) say which and why.
    """
    open_deck = open_deck or deck.new_deck()
    shown = [finding for finding in findings if finding.computable and (finding.charts or len(finding.table))]
    empty = [f"ページを作らなかったもの：{finding.headline_ja}" for finding in findings if finding not in shown]
    cited = {finding.id: cited_sources(finding, sources) for finding in findings}
    has_summary = bool(conclusion(findings, subject) and answers(findings, subject))
    cover = add_cover(open_deck, title_ja(subject), _scope(subject, findings), [] if has_summary else empty)
    placed = [(sections.SUMMARY, cover)]
    if has_summary:
        placed.append((sections.SUMMARY, _summary(open_deck, subject, findings, empty)))
    for finding in shown:
        name = sections.section_ja(finding.id, subject.group)
        placed += [(name, slide) for slide in add_finding(open_deck, finding, cited[finding.id], subject)]
    used = pd.concat(cited.values()).drop_duplicates(["source_id", "edition"])
    if len(used):
        placed += [(sections.SOURCES, slide) for slide in add_sources(open_deck, used)]
    sections.set_sections(open_deck.deck, placed)
    properties = open_deck.deck.core_properties
    properties.title, properties.author, properties.last_modified_by = title_ja(subject), "", ""
    if not open_deck.is_house and template_fonts.named(open_deck.layout):
        template_fonts.follow_theme(open_deck.deck)
    return open_deck.deck


def _scope(subject: Subject, findings: list[Finding]) -> list[str]:
    dates = sorted({finding.as_of[0] for finding in findings if finding.id == "standing"})
    online = [f"オンライン化の基準日：{'、'.join(map(wording.day, dates))}"] if dates else []
    return [f"比較の相手：{subject.group.name_ja}", *online]


def _summary(open_deck: OpenDeck, subject: Subject, findings: list[Finding], empty: list[str]) -> Slide:
    """Three sentences: where we stand, the gap that matters, what next."""
    slide = deck.add_slide(open_deck, conclusion(findings, subject), "結論は")
    left, top, width, height = open_deck.page.body_and_caveats
    answered = answers(findings, subject)
    asked_inches, row_inches = width * _ASKED_SHARE, (height - _ABOVE_INCHES) / 3
    answer_inches, high_inches = width - asked_inches, row_inches - _BESIDE_INCHES
    sentences = [finding.headline_ja for _, finding in answered]
    size_pt = _size_pt(_ANSWER_PTS, sentences, answer_inches, high_inches)
    asked_pt = _size_pt(_ASKED_PTS, [asked for asked, _ in answered], asked_inches - _BESIDE_INCHES, high_inches)
    for row, (asked_ja, finding) in enumerate(answered):
        at = top + _ABOVE_INCHES + row * row_inches
        rect = (left, at, asked_inches - _BESIDE_INCHES, high_inches)
        add_text_box(
            slide, rect, [asked_ja], size_pt=asked_pt, colour=style.ACCENT, bold=True, name=f"question {finding.id}"
        )
        text = _broken(finding.headline_ja, answer_inches, size_pt)
        rect = (left + asked_inches, at, answer_inches, high_inches)
        add_text_box(slide, rect, [text], size_pt=size_pt, name=f"headline {finding.id}")
    told = [
        f"「{asked}」の文の元：survey trace {finding.id}、ページ「{finding.question_ja}」"
        for asked, finding in answered
    ]
    pages = "、".join(
        f"ページ「{finding.question_ja}」（survey trace {finding.id}）"
        for finding in findings
        if finding.id in CONCLUDED_FROM and finding.computable
    )
    how = "各文は、以降のページの見出しと同じ数値から作っています。"
    where = "元のファイル、シート、欄、住所は、それらのページのノートにあります。"
    write_notes(slide, [how + where, f"見出しの数値の元：{pages}", *told, *empty])
    return slide


def _size_pt(sizes_pt: tuple[float, ...], texts: list[str], width_inches: float, height_inches: float) -> float:
    def holds(size_pt: float) -> bool:
        broken = (_broken(text, width_inches, size_pt) for text in texts)
        return all(fitting.text_height_inches([text], width_inches, size_pt) <= height_inches for text in broken)

    return fitting.largest(sizes_pt, holds)


def _broken(text: str, width_inches: float, size_pt: float) -> str:
    return breaking.break_title(text, fitting.line_ems(width_inches, size_pt))
