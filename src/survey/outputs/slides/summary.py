"""The summary's slide: what the conclusion is, and three sentences: where we stand, the gap that matters, what next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.findings.summary import CONCLUDED_FROM
from survey.outputs import style
from survey.outputs.document.document import Document
from survey.outputs.slides import deck
from survey.outputs.slides.deck import OpenDeck
from survey.outputs.slides.text_boxes import add_text_box, write_notes
from survey.outputs.text import breaking, fitting

if TYPE_CHECKING:
    from pptx.slide import Slide

_ASKED_SHARE, _BESIDE_INCHES, _ABOVE_INCHES = 0.25, 0.2, 0.3
_ASKED_PTS, _ANSWER_PTS = (18, 16, 14), (20, 18, 16, 14)
_HOW_JA = (
    "各文は、以降のページの見出しと同じ数値から作っています。"
    "元のファイル、シート、欄、住所は、それらのページのノートにあります。"
)


def add_summary(open_deck: OpenDeck, document: Document, left_out: list[str]) -> Slide:
    """Add the slide; ``left_out`` says what has no slide and why."""
    slide = deck.add_slide(open_deck, document.conclusion_ja, "結論は")
    left, top, width, height = open_deck.page.body_and_caveats
    asked_width, row_height = width * _ASKED_SHARE, (height - _ABOVE_INCHES) / 3
    answer_width, text_height = width - asked_width, row_height - _BESIDE_INCHES
    sentences = [finding.headline_ja for _, finding in document.answers]
    asked = [asked_ja for asked_ja, _ in document.answers]
    size_pt = _size_pt(_ANSWER_PTS, sentences, answer_width, text_height)
    asked_pt = _size_pt(_ASKED_PTS, asked, asked_width - _BESIDE_INCHES, text_height)
    for row, (asked_ja, finding) in enumerate(document.answers):
        row_top = top + _ABOVE_INCHES + row * row_height
        rect = (left, row_top, asked_width - _BESIDE_INCHES, text_height)
        name = f"question {finding.id}"
        add_text_box(slide, rect, [asked_ja], size_pt=asked_pt, colour=style.ACCENT, bold=True, name=name)
        text = _with_breaks(finding.headline_ja, answer_width, size_pt)
        rect = (left + asked_width, row_top, answer_width, text_height)
        add_text_box(slide, rect, [text], size_pt=size_pt, name=f"headline {finding.id}")
    write_notes(slide, [*_notes(document), *left_out])
    return slide


def _notes(document: Document) -> list[str]:
    pages = "、".join(
        f"ページ「{finding.question_ja}」（survey trace {finding.id}）"
        for finding in document.findings
        if finding.id in CONCLUDED_FROM and finding.computable
    )
    return [
        _HOW_JA,
        f"見出しの数値の元：{pages}",
        *(
            f"「{asked_ja}」の文の元：survey trace {finding.id}、ページ「{finding.question_ja}」"
            for asked_ja, finding in document.answers
        ),
    ]


def _size_pt(sizes_pt: tuple[float, ...], texts: list[str], width_inches: float, height_inches: float) -> float:
    def holds(size_pt: float) -> bool:
        lines = (_with_breaks(text, width_inches, size_pt) for text in texts)
        return all(fitting.text_height_inches([text], width_inches, size_pt) <= height_inches for text in lines)

    return fitting.largest(sizes_pt, holds)


def _with_breaks(text: str, width_inches: float, size_pt: float) -> str:
    return breaking.break_title(text, fitting.line_ems(width_inches, size_pt))
