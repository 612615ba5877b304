"""The deck: title, summary, one slide a finding, sources. Every chart and table is native and can be edited."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from pptx.util import Inches

from survey.findings import wording
from survey.findings.conclusion import conclusion
from survey.findings.finding import Finding
from survey.findings.subject import Subject
from survey.findings.trace import cited_sources
from survey.show import cite, deck, fitting, native, style

if TYPE_CHECKING:
    from pptx.presentation import Presentation as Deck
    from pptx.slide import Slide

SUMMARY = ("standing", "beyond_27", "offered_not_used")


def build(findings: list[Finding], subject: Subject, sources: pd.DataFrame) -> Deck:
    """The whole deck for one municipality. ``sources`` is the tidy table.

    A finding that has nothing to show gets no slide; the summary's notes say which and why.
    """
    made = deck.new_deck()
    shown = [finding for finding in findings if finding.computable and (finding.charts or len(finding.table))]
    left_out = [finding for finding in findings if finding not in shown]
    _title(made, subject, findings)
    _summary(made, subject, findings, left_out)
    for finding in shown:
        _finding(made, finding, cited_sources(finding, sources))
    used = pd.concat([cited_sources(finding, sources) for finding in findings]).drop_duplicates(
        ["source_id", "edition"]
    )
    _sources(made, used)
    return made


def _title(made: Deck, subject: Subject, findings: list[Finding]) -> None:
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
    _notes(slide, ["公表された数値だけを使い、各ページの下に出典を、ノートに方法と注意点を記しています。"])


def _summary(made: Deck, subject: Subject, findings: list[Finding], left_out: list[Finding]) -> None:
    chosen = [finding for finding in findings if finding.id in SUMMARY]
    slide = deck.add_slide(made, conclusion(findings, subject), "結論は")
    top = deck.BODY_BOX[1] + 0.4
    for finding in chosen:
        deck.text_box(
            slide,
            (deck.MARGIN_IN, top, 3.1, 1.3),
            [finding.question_ja],
            size_pt=14,
            colour=style.ACCENT,
            bold=True,
            name=f"question {finding.id}",
        )
        deck.text_box(
            slide,
            (3.75, top, 9.0, 1.3),
            [fitting.broken(finding.headline_ja, 9.0 * 72 / 18 * 0.95)],
            size_pt=18,
            name=f"headline {finding.id}",
        )
        top += 1.55
    empty = [f"ページを作らなかったもの：{finding.headline_ja}" for finding in left_out]
    _notes(slide, ["各文は、以降のページの見出しと同じ数値から作っています。", *empty])


def _finding(made: Deck, finding: Finding, sources: pd.DataFrame) -> None:
    slide = deck.add_slide(made, finding.headline_ja, finding.question_ja)
    left, top, width, height = deck.BODY_BOX
    if finding.charts:
        each = width / len(finding.charts)
        for number, chart in enumerate(finding.charts):
            gap = 0.15 if len(finding.charts) > 1 else 0.0
            native.place(slide, chart, (left + number * each, top, each - gap, height))
    else:
        words = [f"・{caveat}" for caveat in finding.caveats_ja]
        deck.text_box(slide, (left, top + 0.3, width, height), words, size_pt=18, name="words", space_after_pt=10)
    deck.text_box(
        slide,
        (left, 6.5, width, 0.3),
        ["　".join(f"※{caveat}" for caveat in finding.caveats_ja[:2])],
        size_pt=11,
        colour=style.TEXT,
        name="caveats",
    )
    deck.text_box(
        slide,
        (left, 6.98, width - 0.8, 0.4),
        [cite.line(sources)],
        size_pt=9,
        colour=style.MUTED,
        name="source",
    )
    _notes(
        slide,
        [
            f"方法：{finding.method_ja}",
            *(f"注意：{caveat}" for caveat in finding.caveats_ja),
            *(f"出典：{line}" for line in cite.lines(sources)),
            f"元の欄まで戻る：survey trace {finding.id}",
        ],
    )


def _sources(made: Deck, sources: pd.DataFrame) -> None:
    slide = deck.add_slide(made, f"出典は{len(sources)}資料、すべて公表された数値", "出典")
    paragraphs = []
    for _, row in sources.iterrows():
        paragraphs.append(cite.named(row))
        paragraphs.append(f"　{cite.page(row)}　sha256 {row['file_sha256'].split('; ')[0][:16]}…")
    deck.text_box(slide, (deck.MARGIN_IN, 1.75, 12.2, 4.9), paragraphs, size_pt=14, name="sources", space_after_pt=5)
    _notes(slide, cite.lines(sources))


def _notes(slide: Slide, paragraphs: list[str]) -> None:
    frame = slide.notes_slide.notes_text_frame
    frame.text = "\n".join(paragraphs)
    for paragraph in frame.paragraphs:
        for run in paragraph.runs:
            deck.set_font(run._r.get_or_add_rPr())
