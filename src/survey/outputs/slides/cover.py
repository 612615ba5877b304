"""The deck's first slide: what it is, with whom it compares, as of when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.outputs import style
from survey.outputs.slides import deck
from survey.outputs.slides.deck import Stage
from survey.outputs.slides.page import BODY_PT
from survey.outputs.slides.text_boxes import text_box, write, write_notes
from survey.outputs.text import fitting

if TYPE_CHECKING:
    from pptx.slide import Slide

_TITLE_PT, _SCOPE_PTS, _BETWEEN_PT = 34, (18, 16, BODY_PT), 6
# On a page without a cover of its own: title and scope stand at these heights, in shares of the page's.
_TITLE_AT, _TITLE_SHARE, _SCOPE_AT, _SCOPE_SHARE = 0.347, 0.173, 0.547, 0.16
_HOW_JA = "公表された数値だけを使い、各ページの下に出典を、ノートに方法と注意点、元のファイルと欄を記しています。"


def add_cover(stage: Stage, title: str, scope: list[str], left_out: list[str]) -> Slide:
    """Add the cover; ``scope`` are its lines below the title, ``left_out`` what has no slide and why."""
    slide = _own(stage, title, scope) if stage.cover is not None else _plain(stage, title, scope)
    write_notes(slide, [_HOW_JA, *left_out])
    return slide


def _own(stage: Stage, title: str, scope: list[str]) -> Slide:
    """The template's own cover: title and subtitle in their placeholders, in its colours."""
    slide = stage.deck.slides.add_slide(stage.cover.layout)
    deck.keep_only(slide, {stage.cover.title_idx, stage.cover.subtitle_idx})
    deck.write_title(stage, slide, title, stage.cover.title, _TITLE_PT, stage.cover.title_idx)
    (holder,) = [found for found in slide.placeholders if found.placeholder_format.idx == stage.cover.subtitle_idx]
    width_in, height_in = stage.cover.subtitle[2:]
    size_pt = fitting.largest(
        _SCOPE_PTS,
        lambda size: fitting.text_height_in(scope, width_in, size) + len(scope) * _BETWEEN_PT / 72 <= height_in,
    )
    holder.text_frame.word_wrap = True
    write(holder.text_frame, scope, size_pt=size_pt, colour=None, bold=None, space_after_pt=_BETWEEN_PT, align=False)
    return slide


def _plain(stage: Stage, title: str, scope: list[str]) -> Slide:
    slide = deck.add_slide(stage, title, most_pt=_TITLE_PT)
    page = stage.page
    left, width = page.title[0], page.title[2]
    if stage.is_house:
        deck.move_title(slide, (left, page.height_in * _TITLE_AT, width, page.height_in * _TITLE_SHARE))
    box = (left, page.height_in * _SCOPE_AT, width, page.height_in * _SCOPE_SHARE)
    text_box(slide, box, scope, size_pt=18, colour=style.MUTED, name="scope", space_after_pt=_BETWEEN_PT)
    return slide
