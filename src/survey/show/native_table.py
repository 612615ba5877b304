"""A small table of words as a native, editable table: rows as high as their text, hairlines, no banding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Emu, Inches

from survey.findings.charts import TextTable
from survey.show import fitting, native_chart, style
from survey.show.deck import Box, add_text, describe, rgb, text_box
from survey.show.native_matrix import border, plain

if TYPE_CHECKING:
    from pptx.slide import Slide
    from pptx.table import _Cell

# From the size that is read across a room down to the smallest one that is still printed well.
_SIZES_PT = (14, 13, 12, 11, 10, 9)
_TITLE_IN = 0.4
_SIDE_IN, _PAD_IN, _MOST_SPARE_IN = 0.1, 0.03, 0.12
# Bold letters are a little wider.
_BOLD = 1.05
_MORE_JA, _MORE_IN, _MORE_PT = "ほか{}行はワークブックにあります", 0.3, 11


@dataclass(frozen=True)
class _Layout:
    size_pt: float
    widths_in: tuple[float, ...]
    heights_in: tuple[float, ...]  # heading first; rows that do not fit are left out


def place_table(slide: Slide, chart: TextTable, box: Box) -> None:
    """Draw the table into the box at the largest size that holds it; numeric columns stand at the right.

    Rows that do not fit even at the smallest size are left out, and the last line says how many.
    """
    left, top, width, height = box
    title_pt = native_chart.title_pt(width)
    text_box(slide, (left, top, width, _TITLE_IN), [chart.title_ja], size_pt=title_pt, name=f"title {chart.title_ja}")
    top += _TITLE_IN
    layout = _layout(chart, width, height - _TITLE_IN)
    shown = len(layout.heights_in) - 1
    table_in = sum(layout.heights_in)
    frame = slide.shapes.add_table(
        shown + 1, len(chart.headings), *(Inches(value) for value in (left, top, width, table_in))
    )
    frame.name = chart.title_ja
    describe(frame, chart.alt_ja)
    plain(frame)
    frame._element.graphic.graphicData.tbl.tblPr.set("firstRow", "1")
    for column, width_in in enumerate(layout.widths_in):
        frame.table.columns[column].width = Emu(int(Inches(width_in)))
    for row, height_in in enumerate(layout.heights_in):
        frame.table.rows[row].height = Emu(int(Inches(height_in)))
        texts = chart.headings if row == 0 else chart.rows[row - 1]
        for column, text in enumerate(texts):
            _fill(frame.table.cell(row, column), text, layout.size_pt, chart, row - 1, column)
    if shown < len(chart.rows):
        more = _MORE_JA.format(len(chart.rows) - shown)
        text_box(slide, (left, top + table_in + 0.04, width, _MORE_IN - 0.04), [more], size_pt=_MORE_PT, name="more")


def _layout(chart: TextTable, width_in: float, height_in: float) -> _Layout:
    widths_in = tuple(width_in * share / sum(chart.widths) for share in chart.widths)
    size_pt = fitting.largest(_SIZES_PT, lambda size: sum(_heights(chart, widths_in, size)) <= height_in)
    heights = _heights(chart, widths_in, size_pt)
    if sum(heights) > height_in:
        while len(heights) > 2 and sum(heights) > height_in - _MORE_IN:
            heights.pop()
        return _Layout(size_pt, widths_in, tuple(heights))
    spare_in = min(_MOST_SPARE_IN, (height_in - sum(heights)) / len(heights))
    return _Layout(size_pt, widths_in, tuple(height + spare_in for height in heights))


def _heights(chart: TextTable, widths_in: tuple[float, ...], size_pt: float) -> list[float]:
    """What each row's wrapped text needs, the headings' first."""
    heights = []
    for row, texts in enumerate((chart.headings, *chart.rows), start=-1):
        wider = _BOLD if row < 0 or row in chart.highlight else 1.0
        lines_in = (
            fitting.text_height_in([text], (width_in - 2 * _SIDE_IN) / wider, size_pt)
            for text, width_in in zip(texts, widths_in, strict=True)
        )
        heights.append(max(lines_in) + 2 * _PAD_IN)
    return heights


def _fill(cell: _Cell, text: str, size_pt: float, chart: TextTable, row: int, column: int) -> None:
    """Write a cell of a row (-1: the headings)."""
    cell.margin_left = cell.margin_right = Inches(_SIDE_IN)
    cell.margin_top = cell.margin_bottom = Inches(_PAD_IN)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    heading, stressed = row < 0, row in chart.highlight
    ground = style.ABSENT if heading else style.TINT if stressed else None
    if ground:
        cell.fill.solid()
        cell.fill.fore_color.rgb = rgb(ground)
    else:
        cell.fill.background()
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if column in chart.numeric else PP_ALIGN.LEFT
    # An empty cell takes its size from the paragraph's end; the default one would stretch its row.
    paragraph._p.get_or_add_endParaRPr().set("sz", str(int(size_pt * 100)))
    if text:
        add_text(paragraph, text, size_pt, style.ACCENT if stressed else style.TEXT, bold=heading or stressed)
    border(cell._tc.get_or_add_tcPr(), style.ACCENT if heading else style.QUIET, sides=("a:lnB",))
