"""A map of tiles as native shapes in one group: a tile a label, and the key to the colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pptx.enum.dml import MSO_LINE
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from survey.findings.charts import Tiles
from survey.outputs import style
from survey.outputs.drawing.scale import key_steps, key_words, tile_colour, titled
from survey.outputs.slides.page import BODY_PT, Box
from survey.outputs.slides.text_boxes import add_text, broken_title, describe, rgb, text_box, words_in
from survey.outputs.text import fitting

if TYPE_CHECKING:
    from pptx.shapes.autoshape import Shape
    from pptx.shapes.group import GroupShape
    from pptx.slide import Slide
    from pptx.text.text import TextFrame

_KEY_IN, _ABOVE_KEY_IN = 0.45, 0.08
_HIGHEST_TILE_IN, _GAP_IN, _INSIDE_IN = 0.9, 0.07, 0.015
_SIZES_PT = (BODY_PT, 13, 12, 11, 10, 9, 8, 7)


def place_tiles(slide: Slide, chart: Tiles, box: Box) -> None:
    """Draw the map into the box: title above, tiles as large as they can be, the key below; name and value as text.

    A tile is as high as there is room, and as wide as it is high or as its name needs.
    """
    left, top, width, height = box
    title_in = words_in(titled(chart), width)
    text_box(
        slide,
        (left, top, width, title_in),
        [broken_title(titled(chart), width)],
        size_pt=BODY_PT,
        name=f"title {chart.title_ja}",
    )
    columns, rows = max(chart.columns) + 1, max(chart.rows) + 1
    cell_in = _cell(chart, width, height - title_in)
    origin = left + max(0.0, (width - columns * cell_in[0]) / 2), top + title_in
    tile_in = cell_in[0] - _GAP_IN, cell_in[1] - _GAP_IN
    group = slide.shapes.add_group_shape()
    group.name = chart.title_ja
    describe(group, chart.alt_ja)
    size_pt = _size_pt(chart, tile_in)
    for label, (column, row) in enumerate(zip(chart.columns, chart.rows, strict=True)):
        corner = origin[0] + column * cell_in[0] + _GAP_IN / 2, origin[1] + row * cell_in[1] + _GAP_IN / 2
        tile = _tile(group, (*corner, *tile_in), tile_colour(chart, label), chart.labels[label])
        if chart.values[label] is None:
            tile.line.color.rgb, tile.line.width = rgb(style.MUTED), Pt(0.75)
            tile.line.dash_style = MSO_LINE.DASH
        ink = style.ink_on(tile_colour(chart, label))
        texts = ((chart.labels[label], size_pt), (chart.written[label], size_pt))
        _write(tile.text_frame, texts, ink, bold=label in chart.highlight)
    for label in sorted(chart.highlight):
        corner = origin[0] + chart.columns[label] * cell_in[0], origin[1] + chart.rows[label] * cell_in[1]
        _frame(group, (*corner, *cell_in), chart.labels[label])
    _key(group, chart, (origin[0] + _GAP_IN / 2, origin[1] + rows * cell_in[1] + _ABOVE_KEY_IN))


def room_for_tiles(chart: Tiles, box: Box) -> bool:
    """Whether names and values are BODY_PT in this box."""
    _, _, width, height = box
    cell_in = _cell(chart, width, height - words_in(titled(chart), width))
    return _size_pt(chart, (cell_in[0] - _GAP_IN, cell_in[1] - _GAP_IN)) >= BODY_PT


def _cell(chart: Tiles, width_in: float, height_in: float) -> tuple[float, float]:
    """A tile's width and height with its gap."""
    columns, rows = max(chart.columns) + 1, max(chart.rows) + 1
    high_in = min((height_in - _KEY_IN) / rows, width_in / columns, _HIGHEST_TILE_IN)
    name_in = max(map(fitting.ems, (*chart.labels, *chart.written))) * BODY_PT / 72 / 0.94 + 2 * _INSIDE_IN + _GAP_IN
    return min(width_in / columns, max(high_in, name_in)), high_in


def _tile(group: GroupShape, box: Box, colour: str, name: str) -> Shape:
    shape = group.shapes.add_shape(MSO_SHAPE.ROUNDED_RECTANGLE, *(Inches(value) for value in box))
    shape.name = name
    shape.adjustments[0] = 0.08
    # The theme's style would add a shadow.
    shape._element.remove(shape._element.find(qn("p:style")))
    shape.fill.solid()
    shape.fill.fore_color.rgb = rgb(colour)
    shape.line.fill.background()
    return shape


def _frame(group: GroupShape, box: Box, name: str) -> None:
    """A thick frame in the gap around the tile: on the tile's own border it would drown in a dark colour."""
    shape = _tile(group, box, style.WHITE, f"{name} frame")
    shape.fill.background()
    shape.line.color.rgb, shape.line.width = rgb(style.TEXT), Pt(2.5)


def _write(frame: TextFrame, texts: tuple[tuple[str, float], ...], ink: str, *, bold: bool) -> None:
    frame.word_wrap = False
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    for number, (text, size_pt) in enumerate(texts):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.CENTER
        add_text(paragraph, text, size_pt, ink, bold=bold)


def _size_pt(chart: Tiles, tile_in: tuple[float, float]) -> float:
    """The largest size at which a name fits above a value, each on one line, in every tile."""
    inside_in = tile_in[0] - 2 * _INSIDE_IN
    texts = (*chart.labels, *chart.written)
    return fitting.largest(
        _SIZES_PT,
        lambda size_pt: (
            fitting.height_in(2, size_pt) <= tile_in[1]
            and all(fitting.ems(text) <= fitting.line_ems(inside_in, size_pt) for text in texts)
        ),
    )


def _key(group: GroupShape, chart: Tiles, corner: tuple[float, float]) -> None:
    left, top = corner
    height = _KEY_IN - 0.15
    low, high, missing = key_words(chart)
    step_in = 0.32
    left += _key_words(group, low, (left, top), height) + 0.08
    for colour in key_steps():
        _tile(group, (left, top + (height - 0.2) / 2, step_in, 0.2), colour, "key")
        left += step_in
    _key_words(group, "　".join(filter(None, (high, missing))), (left + 0.08, top), height)


def _key_words(group: GroupShape, text: str, corner: tuple[float, float], height: float) -> float:
    """Words of the key; how wide they are, in inches."""
    width = fitting.ems(text) * BODY_PT / 72 / 0.95 + 0.05
    shape = group.shapes.add_textbox(*(Inches(value) for value in (*corner, width, height)))
    shape.name = "key"
    frame = shape.text_frame
    frame.word_wrap = False
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    add_text(frame.paragraphs[0], text, BODY_PT, style.TEXT)
    return width
