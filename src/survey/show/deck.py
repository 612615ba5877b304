"""An empty 16:9 deck in the house style, and the few things python-pptx does not do: Japanese fonts, slide numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from survey.show import fitting, style

if TYPE_CHECKING:
    from pptx.presentation import Presentation as Deck
    from pptx.slide import Slide
    from pptx.text.text import TextFrame, _Paragraph

Box = tuple[float, float, float, float]  # left, top, width, height in inches
WIDTH_IN, HEIGHT_IN = 13.333, 7.5
MARGIN_IN = 0.55
TITLE_BOX = (MARGIN_IN, 0.55, WIDTH_IN - 2 * MARGIN_IN, 0.97)
BODY_BOX = (MARGIN_IN, 1.52, WIDTH_IN - 2 * MARGIN_IN, 4.88)
TITLE_ONLY_LAYOUT = 5
_SMALLER_TITLES_PT = (22, 20, 18, 16)


def new_deck() -> Deck:
    """A deck of 13.33 by 7.5 inches whose theme and title layout carry the house style."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDTH_IN), Inches(HEIGHT_IN)
    _set_theme_fonts(deck)
    layout = deck.slide_layouts[TITLE_ONLY_LAYOUT]
    for holder in list(layout.placeholders):
        if holder.placeholder_format.type is not None and holder.placeholder_format.idx != 0:
            holder._element.getparent().remove(holder._element)
    title = layout.placeholders[0]
    title.left, title.top, title.width, title.height = (Inches(value) for value in TITLE_BOX)
    title.text_frame.vertical_anchor = MSO_ANCHOR.TOP
    title.text_frame.word_wrap = True
    return deck


def add_slide(deck: Deck, title: str, kicker: str = "", title_pt: float = 24) -> Slide:
    """A slide with its message as title, the question above it and its number below."""
    slide = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY_LAYOUT])
    frame = slide.shapes.title.text_frame
    frame.auto_size = None
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    title_pt = fitting.largest(
        (title_pt, *_SMALLER_TITLES_PT), lambda size: fitting.fits(_broken(title, size), TITLE_BOX[2], 2, size)
    )
    write(frame, [_broken(title, title_pt)], size_pt=title_pt, bold=True)
    if kicker:
        text_box(slide, (MARGIN_IN, 0.25, 11.0, 0.3), [kicker], size_pt=13, colour=style.MUTED, name="question")
    _add_number(slide)
    return slide


def _broken(title: str, size_pt: float) -> str:
    return fitting.broken(title, fitting.line_ems(TITLE_BOX[2], size_pt))


def text_box(
    slide: Slide,
    box: tuple[float, float, float, float],
    paragraphs: list[str],
    *,
    size_pt: float,
    colour: str = style.TEXT,
    bold: bool = False,
    name: str,
    space_after_pt: float = 0,
) -> None:
    """A text box at (left, top, width, height) in inches."""
    shape = slide.shapes.add_textbox(*(Inches(value) for value in box))
    shape.name = name
    frame = shape.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    write(frame, paragraphs, size_pt=size_pt, colour=colour, bold=bold, space_after_pt=space_after_pt)


def write(
    frame: TextFrame,
    paragraphs: list[str],
    *,
    size_pt: float,
    colour: str = style.TEXT,
    bold: bool = False,
    space_after_pt: float = 0,
) -> None:
    """Fill a text frame, left-aligned, every run with the Latin and the East Asian font."""
    for number, text in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.LEFT
        paragraph.space_after = Pt(space_after_pt)
        add_text(paragraph, text, size_pt, colour, bold=bold)


def add_text(paragraph: _Paragraph, text: str, size_pt: float, colour: str, *, bold: bool = False) -> None:
    """Add text to a paragraph, a vertical tab as a line break, every run with both fonts."""
    for part, line in enumerate(text.split("\v")):
        if part:
            paragraph.add_line_break()
        run = paragraph.add_run()
        run.text = line
        run.font.size, run.font.bold = Pt(size_pt), bold
        run.font.color.rgb = rgb(colour)
        set_font(run._r.get_or_add_rPr())


def write_notes(slide: Slide, paragraphs: list[str]) -> None:
    """Fill the slide's notes."""
    frame = slide.notes_slide.notes_text_frame
    frame.text = "\n".join(paragraphs)
    for paragraph in frame.paragraphs:
        for run in paragraph.runs:
            set_font(run._r.get_or_add_rPr())


def rgb(colour: str) -> RGBColor:
    """#0B3D91 as python-pptx wants it."""
    return RGBColor.from_string(colour.removeprefix("#"))


def set_font(properties) -> None:  # noqa: ANN001 - an lxml element of run or default-run properties
    """Put the office font on run properties, for Latin and East Asian text alike."""
    properties.set("lang", "ja-JP")
    for tag in ("a:latin", "a:ea"):
        for old in properties.findall(qn(tag)):
            properties.remove(old)
    for tag in ("a:latin", "a:ea"):
        child = properties.makeelement(qn(tag), {"typeface": style.OFFICE_FONT})
        # The schema wants fonts after fill and before links; a link or later element is put behind again.
        later = [node for node in properties if node.tag in (qn("a:hlinkClick"), qn("a:hlinkMouseOver"))]
        properties.append(child)
        for node in later:
            properties.append(node)


def _add_number(slide: Slide) -> None:
    text_box(slide, (WIDTH_IN - 1.0, 7.08, 0.5, 0.25), [""], size_pt=10, colour=style.MUTED, name="slide number")
    paragraph = slide.shapes[-1].text_frame.paragraphs[0]
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


def describe(shape, alt: str) -> None:  # noqa: ANN001 - a graphic frame or a group
    """Give a chart, a table or a group of shapes its alt text."""
    shape._element.xpath("./*/p:cNvPr")[0].set("descr", alt)
