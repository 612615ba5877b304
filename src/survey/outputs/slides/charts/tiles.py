"""A map of tiles as native shapes in one group: a tile a label, and the key to the colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pptx.enum.dml import MSO_LINE
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Pt

from survey.findings.charts import Tiles
from survey.outputs import style
from survey.outputs.drawing.scale import key_labels, key_steps, tile_colour, titled
from survey.outputs.slides.page_layout import BODY_PT, Rect
from survey.outputs.slides.text_boxes import (
    add_text,
    add_text_box,
    heading_height_inches,
    heading_with_breaks,
    rgb,
    set_alt_text,
)
from survey.outputs.text import fitting

if TYPE_CHECKING:
    from pptx.shapes.autoshape import Shape
    from pptx.shapes.group import GroupShape
    from pptx.slide import Slide
    from pptx.text.text import TextFrame

_KEY_INCHES, _ABOVE_KEY_INCHES = 0.45, 0.08
_HIGHEST_TILE_INCHES, _GAP_INCHES, _INSIDE_INCHES = 0.9, 0.07, 0.015
_SIZES_PT = (BODY_PT, 13, 12, 11, 10, 9, 8, 7)


def add_tiles(slide: Slide, chart: Tiles, rect: Rect) -> None:
    """Draw the map into the box: title above, tiles as large as they can be, the key below; name and value as text.

    A tile is as high as there is room, and as wide as it is high or as its name needs.
    """
    left, top, width, height = rect
    title_inches = heading_height_inches(titled(chart), width)
    add_text_box(
        slide,
        (left, top, width, title_inches),
        [heading_with_breaks(titled(chart), width)],
        size_pt=BODY_PT,
        name=f"title {chart.title_ja}",
    )
    columns, rows = max(chart.columns) + 1, max(chart.rows) + 1
    cell_inches = _cell(chart, width, height - title_inches)
    origin = left + max(0.0, (width - columns * cell_inches[0]) / 2), top + title_inches
    tile_inches = cell_inches[0] - _GAP_INCHES, cell_inches[1] - _GAP_INCHES
    group = slide.shapes.add_group_shape()
    group.name = chart.title_ja
    set_alt_text(group, chart.alt_ja)
    size_pt = _size_pt(chart, tile_inches)
    for label, (column, row) in enumerate(zip(chart.columns, chart.rows, strict=True)):
        corner = (
            origin[0] + column * cell_inches[0] + _GAP_INCHES / 2,
            origin[1] + row * cell_inches[1] + _GAP_INCHES / 2,
        )
        tile = _tile(group, (*corner, *tile_inches), tile_colour(chart, label), chart.labels[label])
        if chart.values[label] is None:
            tile.line.color.rgb, tile.line.width = rgb(style.MUTED), Pt(0.75)
            tile.line.dash_style = MSO_LINE.DASH
        ink = style.ink_on(tile_colour(chart, label))
        texts = ((chart.labels[label], size_pt), (chart.written[label], size_pt))
        _write(tile.text_frame, texts, ink, bold=label in chart.highlight)
    for label in sorted(chart.highlight):
        corner = origin[0] + chart.columns[label] * cell_inches[0], origin[1] + chart.rows[label] * cell_inches[1]
        _frame(group, (*corner, *cell_inches), chart.labels[label])
    _key(group, chart, (origin[0] + _GAP_INCHES / 2, origin[1] + rows * cell_inches[1] + _ABOVE_KEY_INCHES))


def tiles_fit(chart: Tiles, rect: Rect) -> bool:
    """Whether names and values are BODY_PT in this box."""
    _, _, width, height = rect
    cell_inches = _cell(chart, width, height - heading_height_inches(titled(chart), width))
    return _size_pt(chart, (cell_inches[0] - _GAP_INCHES, cell_inches[1] - _GAP_INCHES)) >= BODY_PT


def _cell(chart: Tiles, width_inches: float, height_inches: float) -> tuple[float, float]:
    """A tile's width and height with its gap."""
    columns, rows = max(chart.columns) + 1, max(chart.rows) + 1
    high_inches = min((height_inches - _KEY_INCHES) / rows, width_inches / columns, _HIGHEST_TILE_INCHES)
    name_inches = (
        max(map(fitting.ems, (*chart.labels, *chart.written))) * BODY_PT / 72 / 0.94 + 2 * _INSIDE_INCHES + _GAP_INCHES
    )
    return min(width_inches / columns, max(high_inches, name_inches)), high_inches


def _tile(group: GroupShape, rect: Rect, colour: str, name: str) -> Shape:
    shape = group.shapes.add_shape(MSO_SHAPE.ROUNDED_RECTANGLE, *(Inches(value) for value in rect))
    shape.name = name
    shape.adjustments[0] = 0.08
    # The theme's style would add a shadow.
    shape._element.remove(shape._element.find(qn("p:style")))
    shape.fill.solid()
    shape.fill.fore_color.rgb = rgb(colour)
    shape.line.fill.background()
    return shape


def _frame(group: GroupShape, rect: Rect, name: str) -> None:
    """A thick frame in the gap around the tile: on the tile's own border it would drown in a dark colour."""
    shape = _tile(group, rect, style.WHITE, f"{name} frame")
    shape.fill.background()
    shape.line.color.rgb, shape.line.width = rgb(style.TEXT), Pt(2.5)


def _write(frame: TextFrame, texts: tuple[tuple[str, float], ...], ink: str, *, bold: bool) -> None:
    frame.word_wrap = False
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Emu(0)
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    for number, (text, size_pt) in enumerate(texts):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.CENTER
        add_text(paragraph, text, size_pt, ink, bold=bold)


def _size_pt(chart: Tiles, tile_inches: tuple[float, float]) -> float:
    """The largest size at which a name fits above a value, each on one line, in every tile."""
    inside_inches = tile_inches[0] - 2 * _INSIDE_INCHES
    texts = (*chart.labels, *chart.written)
    return fitting.largest(
        _SIZES_PT,
        lambda size_pt: (
            fitting.height_inches(2, size_pt) <= tile_inches[1]
            and all(fitting.ems(text) <= fitting.line_ems(inside_inches, size_pt) for text in texts)
        ),
    )


def _key(group: GroupShape, chart: Tiles, corner: tuple[float, float]) -> None:
    left, top = corner
    height = _KEY_INCHES - 0.15
    low, high, missing = key_labels(chart)
    step_inches = 0.32
    left += _key_words(group, low, (left, top), height) + 0.08
    for colour in key_steps():
        _tile(group, (left, top + (height - 0.2) / 2, step_inches, 0.2), colour, "key")
        left += step_inches
    _key_words(group, "　".join(filter(None, (high, missing))), (left + 0.08, top), height)


def _key_words(group: GroupShape, text: str, corner: tuple[float, float], height: float) -> float:
    """Words of the key; how wide they are, in inches."""
    width = fitting.ems(text) * BODY_PT / 72 / 0.95 + 0.05
    shape = group.shapes.add_textbox(*(Inches(value) for value in (*corner, width, height)))
    shape.name = "key"
    frame = shape.text_frame
    frame.word_wrap = False
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Emu(0)
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    add_text(frame.paragraphs[0], text, BODY_PT, style.TEXT)
    return width
