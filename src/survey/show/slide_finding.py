"""A finding's slide: its sentence, its charts, the first caveats, the source; the rest in the notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from survey.findings.finding import Finding
from survey.show import cite, deck, fitting, native, style

if TYPE_CHECKING:
    from pptx.presentation import Presentation as Deck
    from pptx.slide import Slide

_CAVEATS_BOX = (deck.MARGIN_IN, 6.47, deck.BODY_BOX[2], 0.46)
_SOURCE_BOX = (deck.MARGIN_IN, 6.98, deck.BODY_BOX[2] - 0.8, 0.4)
_CAVEATS_PT, _SOURCE_PT, _LINES = 11, 9, 2
_WORDS_PTS, _BETWEEN_WORDS_PT = (18, 16, 14, 12, 11, 10), 10
_MORE_JA = "ほかの注意はノートに"


def add_finding(made: Deck, finding: Finding, sources: pd.DataFrame) -> Slide:
    """Add a finding's slide; ``sources`` are the editions that it cites. One without charts shows its caveats."""
    slide = deck.add_slide(made, finding.headline_ja, finding.question_ja)
    if finding.charts:
        native.place_all(slide, finding.charts, deck.BODY_BOX)
        caveats = caveats_line(finding.caveats_ja)
        if caveats:
            deck.text_box(slide, _CAVEATS_BOX, [caveats], size_pt=_CAVEATS_PT, name="caveats")
    else:
        _words(slide, [f"・{caveat}" for caveat in finding.caveats_ja])
    source = source_line(sources)
    deck.text_box(slide, _SOURCE_BOX, [source], size_pt=_SOURCE_PT, colour=style.MUTED, name="source")
    deck.write_notes(
        slide,
        [
            f"方法：{finding.method_ja}",
            *(f"注意：{caveat}" for caveat in finding.caveats_ja),
            *(f"出典：{line}" for line in cite.lines(sources)),
            f"元の欄まで戻る：survey trace {finding.id}",
        ],
    )
    return slide


def caveats_line(caveats: tuple[str, ...]) -> str:
    """The first two caveats if they fit on the page, else the first, else a word on where they are."""
    marked = [f"※{caveat}" for caveat in caveats]
    choices = ["　".join(marked[:2])]
    if len(marked) > 1:
        choices.append(f"{marked[0]}　{_MORE_JA}")
    fitting_ones = (text for text in choices if fitting.fits(text, _CAVEATS_BOX[2], _LINES, _CAVEATS_PT))
    return next(fitting_ones, "※注意はノートに")


def source_line(sources: pd.DataFrame) -> str:
    """Every cited source by name, or as many as fit on the page and the number of the others."""
    names = [cite.named(editions) for editions in cite.groups(sources)]
    choices = (cite.joined(names[:shown], len(names) - shown) for shown in range(len(names), 0, -1))
    return next((text for text in choices if fitting.fits(text, _SOURCE_BOX[2], _LINES, _SOURCE_PT)), "")


def _words(slide: Slide, words: list[str]) -> None:
    left, top, width, height = deck.BODY_BOX
    box = (left, top + 0.3, width, height - 0.3)
    between_in = len(words) * _BETWEEN_WORDS_PT / 72
    size_pt = fitting.largest(
        _WORDS_PTS, lambda size: fitting.text_height_in(words, width, size) + between_in <= box[3]
    )
    deck.text_box(slide, box, words, size_pt=size_pt, name="words", space_after_pt=_BETWEEN_WORDS_PT)
