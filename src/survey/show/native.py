"""Chart descriptions as native, editable charts and tables on a slide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Pt

from survey.findings.charts import Bars, Chart, Matrix
from survey.show import deck, style
from survey.show.deck import rgb, set_font
from survey.show.figures import bar_colour, titled

if TYPE_CHECKING:
    from pptx.chart.chart import Chart as NativeChart
    from pptx.slide import Slide
    from pptx.table import _Cell

Box = tuple[float, float, float, float]


def place(slide: Slide, chart: Chart, box: Box) -> None:
    """Draw one chart into the box (left, top, width, height in inches)."""
    if isinstance(chart, Matrix):
        _place_matrix(slide, chart, box)
    else:
        _place_bars(slide, chart, box)


# A bar thicker than this looks like a block; a label needs this many times its size, as CJK fonts are tall.
_MOST_ROW_IN = 0.8
_LABEL_LINE = 1.55
_TITLE_IN = 0.75
_LEGEND_IN = 0.4


def _place_bars(slide: Slide, chart: Bars, box: Box) -> None:
    left, top, width, height = box
    rows = len(chart.labels) * (1 if chart.stacked else len(chart.series))
    around_in = _TITLE_IN + (_LEGEND_IN if len(chart.series) > 1 else 0)
    height = min(height, around_in + _MOST_ROW_IN * rows)
    data = CategoryChartData(number_format="General")
    data.categories = chart.labels
    for series in chart.series:
        data.add_series(series.name_ja, series.values)
    kind = XL_CHART_TYPE.BAR_STACKED if chart.stacked else XL_CHART_TYPE.BAR_CLUSTERED
    frame = slide.shapes.add_chart(kind, *(Inches(value) for value in (left, top, width, height)), data)
    frame.name = chart.title_ja
    _describe(frame, chart.alt_ja)
    native = frame.chart
    size_pt = _fitting_pt(height - around_in, rows)
    native.font.size = Pt(size_pt)
    native.font.color.rgb = rgb(style.TEXT)
    set_font(native._chartSpace.find(qn("c:txPr")).find(f".//{qn('a:defRPr')}"))
    native.has_legend = False
    if len(chart.series) > 1:
        _legend(native)
    _title(native, chart, 14 if width > deck.BODY_BOX[2] / 2 else 12)
    _axes(native, chart, _fitting_pt(height - around_in, len(chart.labels)))
    _bars(native, chart, size_pt)


def _fitting_pt(height_in: float, rows: int) -> float:
    """The largest size, in half points from 7 to 14, at which that many labels fit above each other."""
    return min(14.0, max(7.0, int(height_in * 144 / rows / _LABEL_LINE) / 2))


def _title(native: NativeChart, chart: Bars, size_pt: float) -> None:
    native.has_title = True
    frame = native.chart_title.text_frame
    frame.text = titled(chart)
    run = frame.paragraphs[0].runs[0]
    run.font.size, run.font.bold = Pt(size_pt), False
    run.font.color.rgb = rgb(style.TEXT)
    set_font(run._r.get_or_add_rPr())


def _legend(native: NativeChart) -> None:
    native.has_legend = True
    native.legend.position = XL_LEGEND_POSITION.BOTTOM
    native.legend.include_in_layout = False
    native.legend.font.size = Pt(12)
    set_font(native.legend._element.find(qn("c:txPr")).find(f".//{qn('a:defRPr')}"))


def _axes(native: NativeChart, chart: Bars, label_pt: float) -> None:
    categories, values = native.category_axis, native.value_axis
    categories.reverse_order = True
    categories.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    categories.format.line.color.rgb = rgb(style.QUIET)
    categories.has_major_gridlines = False
    categories.tick_labels.font.size = Pt(label_pt)
    set_font(categories._element.find(qn("c:txPr")).find(f".//{qn('a:defRPr')}"))
    # Every label, however many: PowerPoint would skip some.
    skip = categories._element.makeelement(qn("c:tickLblSkip"), {"val": "1"})
    categories._element.find(qn("c:noMultiLvlLbl")).addprevious(skip)
    values.has_major_gridlines = False
    values.visible = False
    values.minimum_scale = 0
    values.maximum_scale = _maximum(chart)


def _maximum(chart: Bars) -> float:
    longest = max((value for series in chart.series for value in series.values if value is not None), default=1.0)
    if chart.stacked:
        return chart.maximum or longest
    return max(longest, chart.maximum or 0.0, 1.0) * 1.1


def _bars(native: NativeChart, chart: Bars, size_pt: float) -> None:
    plot = native.plots[0]
    plot.gap_width = 28 if chart.stacked or len(chart.series) == 1 else 45
    plot.overlap = 100 if chart.stacked else 0
    for number, series in enumerate(plot.series):
        role = chart.series[number].role
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = rgb(bar_colour(chart, number, -1))
        if role == "absent":
            series.format.line.color.rgb = rgb(style.QUIET)
        if role == "main":
            for label in sorted(chart.highlight):
                point = series.points[label]
                point.format.fill.solid()
                point.format.fill.fore_color.rgb = rgb(style.ACCENT)
        if number == 0 or not chart.stacked:
            labels = series.data_labels
            labels.show_value = True
            labels.number_format, labels.number_format_is_linked = "#,##0.##;-#,##0.##;0", False
            if all(value is None or float(value).is_integer() for value in chart.series[number].values):
                labels.number_format = "#,##0"
            labels.position = XL_LABEL_POSITION.CENTER if chart.stacked else XL_LABEL_POSITION.OUTSIDE_END
            labels.font.size = Pt(size_pt)
            labels.font.color.rgb = rgb("#FFFFFF" if chart.stacked else style.TEXT)
            set_font(labels._element.find(qn("c:txPr")).find(f".//{qn('a:defRPr')}"))


def _place_matrix(slide: Slide, chart: Matrix, box: Box) -> None:
    left, top, width, height = box
    rows, columns = len(chart.row_labels), len(chart.column_labels)
    heading_in, group_in, name_in, note_in = 1.0, 0.22, 1.0, 0.5
    frame = slide.shapes.add_table(rows + 2, columns + 2, Inches(left), Inches(top), Inches(width), Inches(height))
    frame.name = chart.title_ja
    _describe(frame, chart.alt_ja)
    table = frame.table
    _plain(frame)
    table.columns[0].width = Inches(name_in)
    table.columns[columns + 1].width = Inches(note_in)
    for column in range(columns):
        table.columns[column + 1].width = Inches((width - name_in - note_in) / columns)
    table.rows[0].height, table.rows[1].height = Inches(group_in), Inches(heading_in)
    row_in = (height - group_in - heading_in) / rows
    for row in range(rows):
        table.rows[row + 2].height = Emu(int(Inches(row_in)))
    size_pt = max(7.0, min(10.0, row_in * 72 / 1.5))
    fill_cell(table.cell(0, 0), "", size_pt)
    start = 1
    for name, span in chart.column_groups:
        if span > 1:
            table.cell(0, start).merge(table.cell(0, start + span - 1))
        fill_cell(table.cell(0, start), name, 9, colour=style.MUTED)
        start += span
    fill_cell(table.cell(0, columns + 1), "", size_pt)
    fill_cell(
        table.cell(1, 0), "\v".join(f"{mark or '空白'} {words}" for _, mark, words in chart.legend), 7.5, left=True
    )
    fill_cell(table.cell(1, columns + 1), chart.row_notes_title_ja, 9)
    for column, label in enumerate(chart.column_labels, start=1):
        fill_cell(table.cell(1, column), label, 9, vertical=True)
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
            text_colour = "#FFFFFF" if state == "online" else style.MUTED
            fill_cell(table.cell(row + 2, column), marks[state], size_pt - 1, background=colour, colour=text_colour)
        fill_cell(table.cell(row + 2, columns + 1), chart.row_notes[row], size_pt, bold=mine)


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
    cell.margin_left = cell.margin_right = Inches(0.03)
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
    for number, line in enumerate(text.split("\v") if text else []):
        if number:
            paragraph.add_line_break()
        run = paragraph.add_run()
        run.text = line
        run.font.size, run.font.bold = Pt(size_pt), bold
        run.font.color.rgb = rgb(colour)
        set_font(run._r.get_or_add_rPr())
    properties = cell._tc.get_or_add_tcPr()
    if vertical:
        properties.set("vert", "eaVert")
    _border(properties)


def _border(properties) -> None:  # noqa: ANN001 - an lxml element of cell properties
    """A hairline in quiet grey on all four sides; the schema wants lines before the fill."""
    for number, side in enumerate(("a:lnL", "a:lnR", "a:lnT", "a:lnB")):
        line = properties.makeelement(qn(side), {"w": "6350"})
        fill = line.makeelement(qn("a:solidFill"), {})
        fill.append(fill.makeelement(qn("a:srgbClr"), {"val": style.QUIET.removeprefix("#")}))
        line.append(fill)
        properties.insert(number, line)


def _plain(frame) -> None:  # noqa: ANN001 - a graphic frame
    """No banding, no header look: thin grey lines are set by the table style 'no style, grid'."""
    properties = frame._element.graphic.graphicData.tbl.tblPr
    for flag in ("firstRow", "bandRow"):
        properties.set(flag, "0")
    properties.find(qn("a:tableStyleId")).text = "{5940675A-B579-460E-94D1-54222C63F5DA}"


def _describe(frame, alt: str) -> None:  # noqa: ANN001 - a graphic frame
    frame._element.nvGraphicFramePr.cNvPr.set("descr", alt)
