"""A small table of words as a native, editable table: rows as high as their text, hairlines, no banding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Emu, Inches

from survey.findings.charts import TextTable
from survey.outputs import style
from survey.outputs.drawing.scale import titled
from survey.outputs.slides.charts.table_format import remove_table_style, set_borders
from survey.outputs.slides.page_layout import BODY_PT, Rect
from survey.outputs.slides.text_boxes import (
    add_text,
    add_text_box,
    heading_height_inches,
    heading_with_breaks,
    rgb,
    set_alt_text,
)
from survey.outputs.text import breaking, fitting

if TYPE_CHECKING:
    from pptx.slide import Slide
    from pptx.table import _Cell

# A table is parted before its text is smaller than BODY_PT; the rest is for a row that no slide would hold.
_SIZES_PT = (BODY_PT, 13, 12, 11, 10)
_SIDE_INCHES, _PAD_INCHES, _MOST_SPARE_INCHES = 0.1, 0.02, 0.12
# A cell no longer than this is a name or a figure.
_SHORT_EMS = 14
# Bold letters are a little wider.
_BOLD = 1.05
# A narrow line is broken earlier by some programs than by others.
_USED = 0.97
_MORE_JA, _MORE_INCHES = "ほか{}行はワークブックの同じ見出しのシートにあります", 0.32


@dataclass(frozen=True)
class _Layout:
    size_pt: float
    widths_inches: tuple[float, ...]
    heights_inches: tuple[float, ...]  # heading first; rows that do not fit are left out


def add_table(slide: Slide, chart: TextTable, rect: Rect) -> None:
    """Draw the table into the box; numeric columns stand at the right.

    Rows that do not fit are left out, and the last line says how many. Only a single row that is higher than the box
    makes the text smaller.
    """
    left, top, width, height = rect
    title_inches = heading_height_inches(titled(chart), width)
    title = heading_with_breaks(titled(chart), width)
    add_text_box(slide, (left, top, width, title_inches), [title], size_pt=BODY_PT, name=f"title {titled(chart)}")
    top += title_inches
    layout = _layout(chart, width, height - title_inches)
    shown = len(layout.heights_inches) - 1
    table_inches = sum(layout.heights_inches)
    frame = slide.shapes.add_table(
        shown + 1, len(chart.headings), *(Inches(value) for value in (left, top, width, table_inches))
    )
    frame.name = titled(chart)
    set_alt_text(frame, chart.alt_ja)
    remove_table_style(frame)
    frame.table.first_row = True
    for column, width_inches in enumerate(layout.widths_inches):
        frame.table.columns[column].width = Emu(int(Inches(width_inches)))
    for row, height_inches in enumerate(layout.heights_inches):
        frame.table.rows[row].height = Emu(int(Inches(height_inches)))
        texts = chart.headings if row == 0 else chart.rows[row - 1]
        for column, text in enumerate(texts):
            written = _written(text, layout.widths_inches[column], chart, row - 1, layout.size_pt)
            _fill(frame.table.cell(row, column), written, layout.size_pt, chart, row - 1, column)
    if shown < len(chart.rows):
        more = _MORE_JA.format(len(chart.rows) - shown)
        add_text_box(
            slide, (left, top + table_inches + 0.04, width, _MORE_INCHES - 0.04), [more], size_pt=BODY_PT, name="more"
        )


def table_fits(chart: TextTable, rect: Rect) -> bool:
    """Whether every row fits in BODY_PT."""
    return sum(row_heights(chart, rect[2])) <= rows_height_inches(chart, rect)


def rows_height_inches(chart: TextTable, rect: Rect) -> float:
    """The height that is left for headings and rows."""
    return rect[3] - heading_height_inches(titled(chart), rect[2])


def row_heights(chart: TextTable, width_inches: float) -> list[float]:
    """What the headings and each row need in BODY_PT."""
    return _heights(chart, _widths(chart, width_inches), BODY_PT)


def _widths(chart: TextTable, width_inches: float) -> tuple[float, ...]:
    return tuple(width_inches * share / sum(chart.widths) for share in chart.widths)


def _layout(chart: TextTable, width_inches: float, height_inches: float) -> _Layout:
    widths_inches = _widths(chart, width_inches)

    def one_row_fits(size_pt: float) -> bool:
        heading_inches, *rest_inches = _heights(chart, widths_inches, size_pt)
        return heading_inches + max(rest_inches, default=0.0) <= height_inches - _MORE_INCHES * (len(rest_inches) > 1)

    size_pt = fitting.largest(_SIZES_PT, one_row_fits)
    heights = _heights(chart, widths_inches, size_pt)
    if sum(heights) > height_inches:
        while len(heights) > 2 and sum(heights) > height_inches - _MORE_INCHES:
            heights.pop()
        return _Layout(size_pt, widths_inches, tuple(heights))
    spare_inches = min(_MOST_SPARE_INCHES, (height_inches - sum(heights)) / len(heights))
    return _Layout(size_pt, widths_inches, tuple(height + spare_inches for height in heights))


def _heights(chart: TextTable, widths_inches: tuple[float, ...], size_pt: float) -> list[float]:
    """What each row's wrapped text needs, the headings' first."""
    heights = []
    for row, texts in enumerate((chart.headings, *chart.rows), start=-1):
        lines = []
        for text, width_inches in zip(texts, widths_inches, strict=True):
            written = _written(text, width_inches, chart, row, size_pt)
            lines.append(len(fitting.wrapped(written, _line_ems(width_inches, chart, row, size_pt))))
        heights.append(fitting.height_inches(max(lines), size_pt) + 2 * _PAD_INCHES)
    return heights


def _written(text: str, width_inches: float, chart: TextTable, row: int, size_pt: float) -> str:
    """A cell's text with the line breaks it needs: a heading's and a short text's between phrases, running text's only
    where a number or a remark in brackets would be parted.
    """
    length_ems = _line_ems(width_inches, chart, row, size_pt)
    is_running_text = row >= 0 and not is_short(text)
    return (breaking.break_if_parted if is_running_text else breaking.break_lines)(text, length_ems)


def is_short(text: str) -> bool:
    """Whether a cell holds a name or a figure, which is broken between its words, and no running text."""
    return fitting.ems(text) <= _SHORT_EMS


def _line_ems(width_inches: float, chart: TextTable, row: int, size_pt: float) -> float:
    """What a line holds in a cell of a row (-1: the headings)."""
    wider = _BOLD if row < 0 else (_BOLD if row in chart.highlight else 1.0) / _USED
    return fitting.line_ems((width_inches - 2 * _SIDE_INCHES) / wider, size_pt)


def _fill(cell: _Cell, text: str, size_pt: float, chart: TextTable, row: int, column: int) -> None:
    """Write a cell of a row (-1: the headings)."""
    cell.margin_left = cell.margin_right = Inches(_SIDE_INCHES)
    cell.margin_top = cell.margin_bottom = Inches(_PAD_INCHES)
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
    set_borders(cell._tc.get_or_add_tcPr(), style.ACCENT if heading else style.QUIET, sides=("a:lnB",))
