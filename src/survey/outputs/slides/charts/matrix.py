"""A matrix as a native, editable table: a cell a state, the subject's row in the accent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Emu, Inches

from survey.findings.charts import Matrix
from survey.outputs import style
from survey.outputs.slides.charts.table_format import remove_table_style, set_borders
from survey.outputs.slides.page_layout import Rect
from survey.outputs.slides.text_boxes import add_text, rgb, set_alt_text
from survey.outputs.text import fitting

if TYPE_CHECKING:
    from pptx.slide import Slide
    from pptx.table import _Cell

_SIDE_INCHES, _SMALLEST_PT = 0.03, 5.5
_HEADING_PTS, _HEADING_SHARE, _LEAST_HEADING_SHARE = (9, 8, 7, 6), 0.24, 0.16


def add_matrix(slide: Slide, chart: Matrix, rect: Rect) -> None:
    """Draw the matrix into the box: groups and labels above, the legend in the corner, the rows' notes at the right.

    The one chart that is smaller than the rest of the deck: 23 rows of 27 columns are as large as they fit.
    """
    left, top, width, height = rect
    rows, columns = len(chart.row_labels), len(chart.column_labels)
    group_inches, name_inches, note_inches = 0.22, 1.0, 0.5
    heading_pt, heading_inches = _headings(chart, (width - name_inches - note_inches) / columns, height)
    frame = slide.shapes.add_table(rows + 2, columns + 2, Inches(left), Inches(top), Inches(width), Inches(height))
    frame.name = chart.title_ja
    set_alt_text(frame, chart.alt_ja)
    table = frame.table
    remove_table_style(frame)
    table.columns[0].width = Inches(name_inches)
    table.columns[columns + 1].width = Inches(note_inches)
    for column in range(columns):
        table.columns[column + 1].width = Inches((width - name_inches - note_inches) / columns)
    table.rows[0].height, table.rows[1].height = Inches(group_inches), Inches(heading_inches)
    row_inches = (height - group_inches - heading_inches) / rows
    for row in range(rows):
        table.rows[row + 2].height = Emu(int(Inches(row_inches)))
    size_pt = max(_SMALLEST_PT, min(10.0, row_inches * 72 / fitting.LINE))
    fill_cell(table.cell(0, 0), "", size_pt)
    start = 1
    group_pt = _group_pt(chart, (width - name_inches - note_inches) / columns)
    for name, span in chart.column_groups:
        if span > 1:
            table.cell(0, start).merge(table.cell(0, start + span - 1))
        fill_cell(table.cell(0, start), name, group_pt, colour=style.MUTED)
        start += span
    fill_cell(table.cell(0, columns + 1), "", size_pt)
    fill_cell(
        table.cell(1, 0), "\v".join(f"{mark or '空白'} {words}" for _, mark, words in chart.legend), 7.5, left=True
    )
    fill_cell(table.cell(1, columns + 1), chart.row_notes_title_ja, 9)
    for column, label in enumerate(chart.column_labels, start=1):
        fill_cell(table.cell(1, column), label, heading_pt, vertical=True)
    marks = {state: mark for state, mark, _ in chart.legend}
    for row, (label, states) in enumerate(zip(chart.row_labels, chart.states, strict=True)):
        mine = row == chart.highlight_row
        fill_cell(
            table.cell(row + 2, 0),
            label,
            size_pt,
            bold=mine,
            colour=style.ACCENT if mine else style.TEXT,
            left=True,
        )
        for column, state in enumerate(states, start=1):
            colour = style.ACCENT if mine and state == "online" else style.STATE_COLOURS[state]
            text_colour = style.WHITE if state == "online" else style.MUTED
            fill_cell(table.cell(row + 2, column), marks[state], size_pt - 1, background=colour, colour=text_colour)
        fill_cell(table.cell(row + 2, columns + 1), chart.row_notes[row], size_pt, bold=mine)


def _headings(chart: Matrix, column_inches: float, height_inches: float) -> tuple[float, float]:
    """The size of the columns' names and their height, whether a program sets them upright or wraps them."""
    inside_inches = column_inches - 2 * _SIDE_INCHES

    def need_inches(size_pt: float) -> float:
        return fitting.text_height_inches([max(chart.column_labels, key=len)], inside_inches, size_pt)

    size_pt = fitting.largest(_HEADING_PTS, lambda size: need_inches(size) <= height_inches * _HEADING_SHARE)
    return size_pt, max(need_inches(size_pt), height_inches * _LEAST_HEADING_SHARE)


def _group_pt(chart: Matrix, column_inches: float) -> float:
    """The size at which every group's name stands on one line above its columns."""

    def holds(size_pt: float) -> bool:
        return all(
            fitting.ems(name) <= fitting.line_ems(span * column_inches - 2 * _SIDE_INCHES, size_pt)
            for name, span in chart.column_groups
        )

    return fitting.largest(_HEADING_PTS, holds)


def fill_cell(
    cell: _Cell,
    text: str,
    size_pt: float,
    *,
    bold: bool = False,
    colour: str = style.TEXT,
    background: str | None = None,
    vertical: bool = False,
    left: bool = False,
) -> None:
    """Write one table cell: tight margins, the office font, an optional background colour or vertical text."""
    cell.margin_left = cell.margin_right = Inches(_SIDE_INCHES)
    cell.margin_top = cell.margin_bottom = Emu(0)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    if background is None:
        cell.fill.background()
    else:
        cell.fill.solid()
        cell.fill.fore_color.rgb = rgb(background)
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.LEFT if left else PP_ALIGN.CENTER
    # An empty cell takes its size from the paragraph's end; the default one would stretch its row.
    paragraph._p.get_or_add_endParaRPr().set("sz", str(int(size_pt * 100)))
    if text:
        add_text(paragraph, text, size_pt, colour, bold=bold)
    properties = cell._tc.get_or_add_tcPr()
    if vertical:
        properties.set("vert", "eaVert")
    set_borders(properties)
