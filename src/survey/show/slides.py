"""The deck: title, summary, one slide a finding, sources. Every chart and table is native and can be edited."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from pptx.util import Inches

from survey.findings import wording
from survey.findings.conclusion import answers, conclusion
from survey.findings.finding import Finding
from survey.findings.subject import Subject
from survey.findings.trace import cited_sources
from survey.show import deck, fitting, sections, style
from survey.show.slide_finding import add_finding
from survey.show.slide_sources import add_sources

if TYPE_CHECKING:
    from pptx.presentation import Presentation as Deck
    from pptx.slide import Slide

_ANSWER_LEFT_IN, _ANSWER_IN, _BETWEEN_ANSWERS_IN = 3.3, 1.3, 1.55
_ANSWER_PTS = (18, 16, 14)


def build(findings: list[Finding], subject: Subject, sources: pd.DataFrame) -> Deck:
    """The whole deck for one municipality, in sections. ``sources`` is the tidy table.

    A finding that has nothing to show gets no slide; the summary's notes say which and why.
    """
    made = deck.new_deck()
    shown = [finding for finding in findings if finding.computable and (finding.charts or len(finding.table))]
    left_out = [finding for finding in findings if finding not in shown]
    cited = {finding.id: cited_sources(finding, sources) for finding in findings}
    placed = [
        (sections.SUMMARY, _title(made, subject, findings)),
        (sections.SUMMARY, _summary(made, subject, findings, left_out)),
    ]
    for finding in shown:
        slide = add_finding(made, finding, cited[finding.id])
        placed.append((sections.section_ja(finding.id, subject.group), slide))
    used = pd.concat(cited.values()).drop_duplicates(["source_id", "edition"])
    placed += [(sections.SOURCES, slide) for slide in add_sources(made, used)]
    sections.set_sections(made, placed)
    return made


def _title(made: Deck, subject: Subject, findings: list[Finding]) -> Slide:
    slide = deck.add_slide(made, f"{subject.name_ja}の行政手続オンライン化　現状と比較", title_pt=34)
    title = slide.shapes.title
    title.left, title.top, title.width, title.height = (Inches(value) for value in (deck.MARGIN_IN, 2.6, 12.2, 1.3))
    dates = sorted({finding.as_of.split(" / ")[0] for finding in findings if finding.id == "standing"})
    deck.text_box(
        slide,
        (deck.MARGIN_IN, 4.1, 12.0, 1.2),
        [
            f"比較の相手：{subject.group.name_ja}",
            f"オンライン化の基準日：{'、'.join(map(wording.day, dates))}",
        ],
        size_pt=18,
        colour=style.MUTED,
        name="scope",
        space_after_pt=6,
    )
    deck.write_notes(slide, ["公表された数値だけを使い、各ページの下に出典を、ノートに方法と注意点を記しています。"])
    return slide


def _summary(made: Deck, subject: Subject, findings: list[Finding], left_out: list[Finding]) -> Slide:
    """Three sentences: where we stand, the gap that matters, what next."""
    slide = deck.add_slide(made, conclusion(findings, subject), "結論は")
    top = deck.BODY_BOX[1] + 0.4
    left, width = deck.MARGIN_IN + _ANSWER_LEFT_IN, deck.BODY_BOX[2] - _ANSWER_LEFT_IN
    for asked_ja, finding in answers(findings, subject):
        box = (deck.MARGIN_IN, top, _ANSWER_LEFT_IN - 0.2, _ANSWER_IN)
        deck.text_box(slide, box, [asked_ja], size_pt=18, colour=style.ACCENT, bold=True, name=f"question {finding.id}")
        text, size_pt = _answer(finding.headline_ja, width)
        deck.text_box(slide, (left, top, width, _ANSWER_IN), [text], size_pt=size_pt, name=f"headline {finding.id}")
        top += _BETWEEN_ANSWERS_IN
    empty = [f"ページを作らなかったもの：{finding.headline_ja}" for finding in left_out]
    deck.write_notes(slide, ["各文は、以降のページの見出しと同じ数値から作っています。", *empty])
    return slide


def _answer(sentence: str, width_in: float) -> tuple[str, float]:
    def broken(size_pt: float) -> str:
        return fitting.broken(sentence, fitting.line_ems(width_in, size_pt))

    size_pt = fitting.largest(
        _ANSWER_PTS, lambda size: fitting.text_height_in([broken(size)], width_in, size) <= _ANSWER_IN
    )
    return broken(size_pt), size_pt
