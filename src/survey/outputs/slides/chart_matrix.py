"""A matrix as a native, editable table: a cell a state, the subject's row in the accent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches

from survey.findings.charts import Matrix
from survey.outputs import style
from survey.outputs.slides.page import Box
from survey.outputs.slides.text_boxes import add_text, describe, rgb
from survey.outputs.text import fitting

if TYPE_CHECKING:
    from pptx.slide import Slide
    from pptx.table import _Cell

_SIDE_IN, _SMALLEST_PT = 0.03, 5.5
_HEADING_PTS, _HEADING_SHARE, _LEAST_HEADING_SHARE = (9, 8, 7, 6), 0.24, 0.16
# In the schema's order.
_SIDES = ("a:lnL", "a:lnR", "a:lnT", "a:lnB")


def place_matrix(slide: Slide, chart: Matrix, box: Box) -> None:
    """Draw the matrix into the box: groups and labels above, the legend in the corner, the rows' notes at the right.

    The one chart that is smaller than the rest of the deck: 23 rows of 27 columns are as large as they fit.
    """
    left, top, width, height = box
    rows, columns = len(chart.row_labels), len(chart.column_labels)
    group_in, name_in, note_in = 0.22, 1.0, 0.5
    heading_pt, heading_in = _headings(chart, (width - name_in - note_in) / columns, height)
    frame = slide.shapes.add_table(rows + 2, columns + 2, Inches(left), Inches(top), Inches(width), Inches(height))
    frame.name = chart.title_ja
    describe(frame, chart.alt_ja)
    table = frame.table
    plain(frame)
    table.columns[0].width = Inches(name_in)
    table.columns[columns + 1].width = Inches(note_in)
    for column in range(columns):
        table.columns[column + 1].width = Inches((width - name_in - note_in) / columns)
    table.rows[0].height, table.rows[1].height = Inches(group_in), Inches(heading_in)
    row_in = (height - group_in - heading_in) / rows
    for row in range(rows):
        table.rows[row + 2].height = Emu(int(Inches(row_in)))
    size_pt = max(_SMALLEST_PT, min(10.0, row_in * 72 / fitting.LINE))
    fill_cell(table.cell(0, 0), "", size_pt)
    start = 1
    group_pt = _group_pt(chart, (width - name_in - note_in) / columns)
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


def _headings(chart: Matrix, column_in: float, height_in: float) -> tuple[float, float]:
    """The size of the columns' names and their height, whether a program sets them upright or wraps them."""
    inside_in = column_in - 2 * _SIDE_IN

    def need_in(size_pt: float) -> float:
        return fitting.text_height_in([max(chart.column_labels, key=len)], inside_in, size_pt)

    size_pt = fitting.largest(_HEADING_PTS, lambda size: need_in(size) <= height_in * _HEADING_SHARE)
    return size_pt, max(need_in(size_pt), height_in * _LEAST_HEADING_SHARE)


def _group_pt(chart: Matrix, column_in: float) -> float:
    """The size at which every group's name stands on one line above its columns."""

    def holds(size_pt: float) -> bool:
        return all(
            fitting.ems(name) <= fitting.line_ems(span * column_in - 2 * _SIDE_IN, size_pt)
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
    cell.margin_left = cell.margin_right = Inches(_SIDE_IN)
    cell.margin_top = cell.margin_bottom = 0
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
    border(properties)


def border(properties, colour: str = style.QUIET, sides: tuple[str, ...] = _SIDES) -> None:  # noqa: ANN001 - lxml
    """A hairline on these sides of a cell and none on the others; the schema wants lines before the fill."""
    for number, side in enumerate(_SIDES):
        line = properties.makeelement(qn(side), {"w": "6350"})
        fill = line.makeelement(qn("a:solidFill" if side in sides else "a:noFill"), {})
        if side in sides:
            fill.append(fill.makeelement(qn("a:srgbClr"), {"val": colour.removeprefix("#")}))
        line.append(fill)
        properties.insert(number, line)


def plain(frame) -> None:  # noqa: ANN001 - a graphic frame
    """No banding, no header look: thin grey lines are set by the table style 'no style, grid'."""
    properties = frame._element.graphic.graphicData.tbl.tblPr
    for flag in ("firstRow", "bandRow"):
        properties.set(flag, "0")
    properties.find(qn("a:tableStyleId")).text = "{5940675A-B579-460E-94D1-54222C63F5DA}"
