"""An empty 16:9 deck in the house style, and a slide with its title, whichever template it comes from."""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pptx import Presentation
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn
from pptx.shapes.placeholder import LayoutPlaceholder
from pptx.util import Inches

from survey.errors import required
from survey.outputs import style
from survey.outputs.slides import page_layout
from survey.outputs.slides.page_layout import PageLayout, Rect
from survey.outputs.slides.text_boxes import add_text_box, write
from survey.outputs.text import breaking, fitting

if TYPE_CHECKING:
    from pptx.presentation import Presentation as Deck
    from pptx.slide import Slide, SlideLayout

TITLE_ONLY_LAYOUT = 5
_TITLE_PTS = (34, 28, 24, 22, 20, 18, 16, 14)
_LAST_TITLE_PT = 24


@dataclass(frozen=True)
class CoverLayout:
    """A template's layout for the first slide: the places of title and subtitle, in inches without their margins."""

    layout: SlideLayout
    title_idx: int
    title: Rect
    subtitle_idx: int
    subtitle: Rect


@dataclass(frozen=True)
class OpenDeck:
    """A deck that slides are added to: the layout they come from and where things stand on them.

    ``title_idx`` is the title's placeholder. Without ``cover`` the content layout serves for the first slide. A
    template's title keeps the template's own colour and weight (``is_house`` False). ``footer_placeholders``
    are those for number and foot, which every slide gets a copy of.
    """

    deck: Deck
    page: PageLayout
    layout: SlideLayout
    title_idx: int = 0
    cover: CoverLayout | None = None
    is_house: bool = True
    footer_placeholders: tuple = ()


def new_deck() -> OpenDeck:
    """A deck of 13.33 by 7.5 inches whose theme and title layout carry the house style."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = (
        Inches(page_layout.HOUSE.width_inches),
        Inches(page_layout.HOUSE.height_inches),
    )
    _set_theme_fonts(deck)
    layout = deck.slide_layouts[TITLE_ONLY_LAYOUT]
    for holder in list(layout.placeholders):
        if holder.placeholder_format.type is not None and holder.placeholder_format.idx != 0:
            holder._element.getparent().remove(holder._element)
    title = layout.placeholders[0]
    if not isinstance(title, LayoutPlaceholder):
        raise TypeError(f"python-pptx's own title layout begins with a {type(title).__name__}, not with a title")
    title.left, title.top, title.width, title.height = (Inches(value) for value in page_layout.HOUSE.title)
    title.text_frame.vertical_anchor = MSO_ANCHOR.TOP
    title.text_frame.word_wrap = True
    return OpenDeck(deck, page_layout.HOUSE, layout)


def add_slide(open_deck: OpenDeck, title: str, question: str = "", most_pt: float = _LAST_TITLE_PT) -> Slide:
    """A slide with its message as title, the question above it where there is a place for it, and its number."""
    slide = open_deck.deck.slides.add_slide(open_deck.layout)
    remove_placeholders_except(slide, {open_deck.title_idx})
    write_title(open_deck, slide, title, open_deck.page.title, most_pt)
    if question and open_deck.page.question:
        size_pt, muted = page_layout.QUESTION_PT, style.MUTED
        add_text_box(slide, open_deck.page.question, [question], size_pt=size_pt, colour=muted, name="question")
    if open_deck.page.number:
        _add_number(slide, open_deck.page.number)
    for holder in open_deck.footer_placeholders:
        slide.shapes._spTree.append(deepcopy(holder))
    return slide


def remove_placeholders_except(slide: Slide, wanted: set[int]) -> None:
    """Take the placeholders off that nothing is written into: an empty one asks the room to click it."""
    for holder in list(slide.placeholders):
        if holder.placeholder_format.idx not in wanted:
            holder._element.getparent().remove(holder._element)


def move_title(slide: Slide, rect: Rect) -> None:
    """Set a slide's title to another place than its layout's."""
    title = required(slide.shapes.title, "the slide has no title to move")
    title.left, title.top, title.width, title.height = (Inches(value) for value in rect)


def write_title(
    open_deck: OpenDeck, slide: Slide, title: str, rect: Rect, most_pt: float = _LAST_TITLE_PT, idx: int | None = None
) -> None:
    """Write a slide's title at the largest size that its place holds; ``idx``: into another placeholder."""
    wanted = open_deck.title_idx if idx is None else idx
    (holder,) = [found for found in slide.placeholders if found.placeholder_format.idx == wanted]
    frame = holder.text_frame
    frame.auto_size, frame.word_wrap = MSO_AUTO_SIZE.NONE, True
    sizes_pt = [size for size in _TITLE_PTS if size <= most_pt]
    size_pt = fitting.largest(sizes_pt, lambda size: title_fits(title, rect, size))
    colour, bold = None, None
    if open_deck.is_house:
        colour, bold = style.TEXT, True
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    broken = _broken(title, rect[2], size_pt)
    write(frame, [broken], size_pt=size_pt, colour=colour, bold=bold, align=open_deck.is_house)


def title_fits(title: str, rect: Rect, size_pt: float) -> bool:
    """Whether a title of this size stays within its box."""
    return fitting.text_height_inches([_broken(title, rect[2], size_pt)], rect[2], size_pt) <= rect[3]


def _broken(title: str, width_inches: float, size_pt: float) -> str:
    return breaking.break_title(title, fitting.line_ems(width_inches, size_pt))


def _add_number(slide: Slide, rect: Rect) -> None:
    frame = add_text_box(slide, rect, [""], size_pt=page_layout.NUMBER_PT, colour=style.MUTED, name="slide number")
    paragraph = frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT
    run = paragraph.runs[0]._r
    field = run.makeelement(qn("a:fld"), {"id": "{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}", "type": "slidenum"})
    for child in list(run):
        field.append(child)
    field.find(qn("a:t")).text = "‹#›"
    run.getparent().replace(run, field)


def _set_theme_fonts(deck: Deck) -> None:
    theme = deck.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    text = theme.blob.decode("utf-8")
    text = re.sub(r'<a:latin typeface="[^"]*"/>', f'<a:latin typeface="{style.OFFICE_FONT}"/>', text)
    text = re.sub(r'<a:ea typeface="[^"]*"/>', f'<a:ea typeface="{style.OFFICE_FONT}"/>', text)
    text = re.sub(r'(script="Jpan" typeface=)"[^"]*"', rf'\1"{style.OFFICE_FONT}"', text)
    theme._blob = text.encode("utf-8")
