"""The deck's first slide: what it is, with whom it compares, as of when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.outputs import style
from survey.outputs.slides import deck
from survey.outputs.slides.deck import CoverLayout, OpenDeck
from survey.outputs.slides.page_layout import BODY_PT
from survey.outputs.slides.text_boxes import add_text_box, write, write_notes
from survey.outputs.text import fitting

if TYPE_CHECKING:
    from pptx.slide import Slide

_TITLE_PT, _SCOPE_PTS, _BETWEEN_PT = 34, (18, 16, BODY_PT), 6
# On a page without a cover of its own: title and scope stand at these heights, in shares of the page's.
_TITLE_AT, _TITLE_SHARE, _SCOPE_AT, _SCOPE_SHARE = 0.347, 0.173, 0.547, 0.16
_HOW_JA = "公表された数値だけを使い、各ページの下に出典を、ノートに方法と注意点、元のファイルと欄を記しています。"


def add_cover(open_deck: OpenDeck, title: str, scope: list[str], left_out: list[str]) -> Slide:
    """Add the cover; ``scope`` are its lines below the title, ``left_out`` what has no slide and why."""
    cover = open_deck.cover
    slide = _plain(open_deck, title, scope) if cover is None else _own(open_deck, cover, title, scope)
    write_notes(slide, [_HOW_JA, *left_out])
    return slide


def _own(open_deck: OpenDeck, cover: CoverLayout, title: str, scope: list[str]) -> Slide:
    """The template's own cover: title and subtitle in their placeholders, in its colours."""
    slide = open_deck.deck.slides.add_slide(cover.layout)
    deck.remove_placeholders_except(slide, {cover.title_idx, cover.subtitle_idx})
    deck.write_title(open_deck, slide, title, cover.title, _TITLE_PT, cover.title_idx)
    (holder,) = [found for found in slide.placeholders if found.placeholder_format.idx == cover.subtitle_idx]
    width_inches, height_inches = cover.subtitle[2:]
    size_pt = fitting.largest(
        _SCOPE_PTS,
        lambda size: (
            fitting.text_height_inches(scope, width_inches, size) + len(scope) * _BETWEEN_PT / 72 <= height_inches
        ),
    )
    holder.text_frame.word_wrap = True
    write(holder.text_frame, scope, size_pt=size_pt, colour=None, bold=None, space_after_pt=_BETWEEN_PT, align=False)
    return slide


def _plain(open_deck: OpenDeck, title: str, scope: list[str]) -> Slide:
    slide = deck.add_slide(open_deck, title, most_pt=_TITLE_PT)
    page = open_deck.page
    left, width = page.title[0], page.title[2]
    if open_deck.is_house:
        deck.move_title(slide, (left, page.height_inches * _TITLE_AT, width, page.height_inches * _TITLE_SHARE))
    rect = (left, page.height_inches * _SCOPE_AT, width, page.height_inches * _SCOPE_SHARE)
    add_text_box(slide, rect, scope, size_pt=18, colour=style.MUTED, name="scope", space_after_pt=_BETWEEN_PT)
    return slide
