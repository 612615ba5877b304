"""Text on a slide: boxes, runs with the Latin and the East Asian font, notes, alt text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pptx.dml.color import RGBColor
from pptx.enum.text import PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from survey.errors import required
from survey.outputs import style
from survey.outputs.slides.page_layout import BODY_PT, Rect
from survey.outputs.text import breaking, fitting

if TYPE_CHECKING:
    from pptx.slide import Slide
    from pptx.text.text import TextFrame, _Paragraph


def add_text_box(
    slide: Slide,
    rect: Rect,
    paragraphs: list[str],
    *,
    size_pt: float,
    colour: str = style.TEXT,
    bold: bool = False,
    name: str,
    space_after_pt: float = 0,
) -> TextFrame:
    """Add a text box at (left, top, width, height) in inches; the text in it."""
    shape = slide.shapes.add_textbox(*(Inches(value) for value in rect))
    shape.name = name
    frame = shape.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    write(frame, paragraphs, size_pt=size_pt, colour=colour, bold=bold, space_after_pt=space_after_pt)
    return frame


def heading_height_inches(text: str, width_inches: float) -> float:
    """The height of a title above what it names, in BODY_PT."""
    return fitting.text_height_inches([heading_with_breaks(text, width_inches)], width_inches, BODY_PT) + 0.12


def heading_with_breaks(text: str, width_inches: float) -> str:
    """A title above what it names, in BODY_PT, with its line breaks."""
    return breaking.break_title(text, fitting.line_ems(width_inches, BODY_PT))


def write(
    frame: TextFrame,
    paragraphs: list[str],
    *,
    size_pt: float,
    colour: str | None = style.TEXT,
    bold: bool | None = False,
    space_after_pt: float = 0,
    align: bool = True,
) -> None:
    """Fill a text frame, at the left, every run with the Latin and the East Asian font.

    Without colour or weight (None), or with ``align`` off, they are the placeholder's own.
    """
    for number, text in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        if align:
            paragraph.alignment = PP_ALIGN.LEFT
        paragraph.space_after = Pt(space_after_pt)
        add_text(paragraph, text, size_pt, colour, bold=bold)


def add_text(
    paragraph: _Paragraph, text: str, size_pt: float, colour: str | None, *, bold: bool | None = False
) -> None:
    """Add text to a paragraph, a vertical tab as a line break, every run with both fonts."""
    for part, line in enumerate(text.split("\v")):
        if part:
            paragraph.add_line_break()
        run = paragraph.add_run()
        run.text = line
        run.font.size, run.font.bold = Pt(size_pt), bold
        if colour is not None:
            run.font.color.rgb = rgb(colour)
        set_font(run._r.get_or_add_rPr())


def write_notes(slide: Slide, paragraphs: list[str]) -> None:
    """Fill the slide's notes."""
    frame = required(slide.notes_slide.notes_text_frame, "the deck's notes have no place for text")
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


def set_alt_text(shape, alt: str) -> None:  # noqa: ANN001 - a graphic frame or a group
    """Give a chart, a table or a group of shapes its alt text."""
    shape._element.xpath("./*/p:cNvPr")[0].set("descr", alt)
