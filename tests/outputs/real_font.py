"""How long text really is, in the Japanese font that comes with the figures' package; shapes measured by it."""

from __future__ import annotations

import itertools
from functools import cache
from pathlib import Path

import matplotlib_fontja
from PIL import ImageFont
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.util import Emu

# A line of Noto Sans CJK, the tallest of the fonts that a deck may be shown in.
LINE = 1.448
TOLERANCE_INCHES = 0.01
_UNITS = 1000


@cache
def _font() -> ImageFont.FreeTypeFont:
    (path,) = Path(matplotlib_fontja.__file__).parent.rglob("ipaexg.ttf")
    return ImageFont.truetype(str(path), _UNITS)


@cache
def ems(text: str) -> float:
    """The text's length, in its size."""
    return _font().getlength(text) / _UNITS


def lines(text: str, width_inches: float, size_pt: float) -> int:
    """On how many lines the text is set if it may break anywhere."""
    count = 0
    for part in text.split("\v"):
        count, length = count + 1, 0.0
        for character in part:
            width = ems(character) * size_pt / 72
            if length + width > width_inches:
                count, length = count + 1, 0.0
            length += width
    return count


def need_inches(frame, inside_inches: float) -> float:  # noqa: ANN001 - a text frame
    """The height that a text frame's text takes on lines of this length, without margins."""
    total = 0.0
    for paragraph in frame.paragraphs:
        sizes = [run.font.size.pt for run in paragraph.runs]
        if sizes:
            total += lines(paragraph.text, inside_inches, max(sizes)) * max(sizes) * LINE / 72
            total += Emu(paragraph.space_after or 0).inches
    return total


def holds(shape) -> bool:  # noqa: ANN001 - a shape with a text frame
    """Whether a shape is as high as its text."""
    frame = shape.text_frame
    inside_inches = Emu(shape.width - frame.margin_left - frame.margin_right).inches
    height_inches = Emu(shape.height - frame.margin_top - frame.margin_bottom).inches
    return need_inches(frame, inside_inches) <= height_inches + TOLERANCE_INCHES


def too_long(slide: Slide) -> list[str]:
    """The names of the slide's text boxes, its title among them, that do not hold their text."""
    return [shape.name for shape in slide.shapes if shape.has_text_frame and not holds(shape)]


def overlapping(shapes) -> list[tuple[str, str]]:  # noqa: ANN001 - shapes of a slide or a group
    """The pairs of shapes that lie on each other."""
    slack = Emu(int(TOLERANCE_INCHES * 914400))
    return [
        (one.name, other.name)
        for one, other in itertools.combinations(shapes, 2)
        if one.left + one.width > other.left + slack
        and other.left + other.width > one.left + slack
        and one.top + one.height > other.top + slack
        and other.top + other.height > one.top + slack
    ]


def fonts(element) -> set[tuple[str | None, str | None]]:  # noqa: ANN001 - an lxml element
    """The Latin and the East Asian font of every run in a part of a file."""
    found = set()
    for run in element.iter(qn("a:r")):
        properties = run.find(qn("a:rPr"))
        named = [properties.find(qn(tag)) for tag in ("a:latin", "a:ea")]
        found.add(tuple(None if font is None else font.get("typeface") for font in named))
    return found


def sizes_pt(shape) -> list[float]:  # noqa: ANN001 - a shape, a chart's frame, a table's frame or a group
    """The sizes of all text that a shape shows, a chart's included."""
    element = shape.chart._chartSpace if getattr(shape, "has_chart", False) and shape.has_chart else shape._element
    tags = ("a:rPr", "a:defRPr")
    return [int(found.get("sz")) / 100 for tag in tags for found in element.iter(qn(tag)) if found.get("sz")]


def texts(shape) -> list[str]:  # noqa: ANN001 - likewise
    """What a shape shows: its text, its table's cells, its chart's labels and numbers."""
    if getattr(shape, "has_chart", False) and shape.has_chart:
        return [found.text or "" for found in shape.chart._chartSpace.iter(qn("c:v"), qn("a:t"))]
    return [found.text or "" for found in shape._element.iter(qn("a:t"))]
