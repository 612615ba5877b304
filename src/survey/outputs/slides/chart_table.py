"""A small table of words as a native, editable table: rows as high as their text, hairlines, no banding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Emu, Inches

from survey.findings.charts import TextTable
from survey.outputs import style
from survey.outputs.slides.chart_matrix import border, plain
from survey.outputs.slides.page import BODY_PT, Box
from survey.outputs.slides.text_boxes import add_text, broken_title, describe, rgb, text_box, words_in
from survey.outputs.text import breaking, fitting

if TYPE_CHECKING:
    from pptx.slide import Slide
    from pptx.table import _Cell

# A table is parted before its text is smaller than BODY_PT; the rest is for a row that no slide would hold.
_SIZES_PT = (BODY_PT, 13, 12, 11, 10)
_SIDE_IN, _PAD_IN, _MOST_SPARE_IN = 0.1, 0.02, 0.12
# Bold letters are a little wider.
_BOLD = 1.05
# A narrow line is broken earlier by some programs than by others.
_USED = 0.97
_MORE_JA, _MORE_IN = "ほか{}行はワークブックの同じ見出しのシートにあります", 0.32


@dataclass(frozen=True)
class _Layout:
    size_pt: float
    widths_in: tuple[float, ...]
    heights_in: tuple[float, ...]  # heading first; rows that do not fit are left out


def place_table(slide: Slide, chart: TextTable, box: Box) -> None:
    """Draw the table into the box; numeric columns stand at the right.

    Rows that do not fit are left out, and the last line says how many. Only a single row that is higher than the box
    makes the text smaller.
    """
    left, top, width, height = box
    title_in = words_in(chart.title_ja, width)
    title = broken_title(chart.title_ja, width)
    text_box(slide, (left, top, width, title_in), [title], size_pt=BODY_PT, name=f"title {chart.title_ja}")
    top += title_in
    layout = _layout(chart, width, height - title_in)
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
            written = _written(text, layout.widths_in[column], chart, row - 1, layout.size_pt)
            _fill(frame.table.cell(row, column), written, layout.size_pt, chart, row - 1, column)
    if shown < len(chart.rows):
        more = _MORE_JA.format(len(chart.rows) - shown)
        text_box(slide, (left, top + table_in + 0.04, width, _MORE_IN - 0.04), [more], size_pt=BODY_PT, name="more")


def room_for_table(chart: TextTable, box: Box) -> bool:
    """Whether every row fits in BODY_PT."""
    return sum(row_heights(chart, box[2])) <= rows_in(chart, box)


def rows_in(chart: TextTable, box: Box) -> float:
    """The height that is left for headings and rows."""
    return box[3] - words_in(chart.title_ja, box[2])


def row_heights(chart: TextTable, width_in: float) -> list[float]:
    """What the headings and each row need in BODY_PT."""
    return _heights(chart, _widths(chart, width_in), BODY_PT)


def _widths(chart: TextTable, width_in: float) -> tuple[float, ...]:
    return tuple(width_in * share / sum(chart.widths) for share in chart.widths)


def _layout(chart: TextTable, width_in: float, height_in: float) -> _Layout:
    widths_in = _widths(chart, width_in)

    def one_row_fits(size_pt: float) -> bool:
        head_in, *rest_in = _heights(chart, widths_in, size_pt)
        return head_in + max(rest_in, default=0.0) <= height_in - _MORE_IN * (len(rest_in) > 1)

    size_pt = fitting.largest(_SIZES_PT, one_row_fits)
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
        lines = []
        for text, width_in in zip(texts, widths_in, strict=True):
            written = _written(text, width_in, chart, row, size_pt)
            lines.append(len(fitting.wrapped(written, _line_ems(width_in, chart, row, size_pt))))
        heights.append(fitting.height_in(max(lines), size_pt) + 2 * _PAD_IN)
    return heights


def _written(text: str, width_in: float, chart: TextTable, row: int, size_pt: float) -> str:
    """A cell's text with the line breaks it needs: a heading's between its phrases, a row's only where a number or a
    remark in brackets would be parted.
    """
    length_ems = _line_ems(width_in, chart, row, size_pt)
    return breaking.kept(text, length_ems) if row < 0 else breaking.mended(text, length_ems)


def _line_ems(width_in: float, chart: TextTable, row: int, size_pt: float) -> float:
    """What a line holds in a cell of a row (-1: the headings)."""
    wider = _BOLD if row < 0 else (_BOLD if row in chart.highlight else 1.0) / _USED
    return fitting.line_ems((width_in - 2 * _SIDE_IN) / wider, size_pt)


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
