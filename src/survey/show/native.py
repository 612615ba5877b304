"""Chart descriptions as native, editable charts and tables on a slide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from survey.findings.charts import Bars, Chart, Matrix
from survey.show import deck, style
from survey.show.deck import Box, describe, rgb, set_font
from survey.show.figures import bar_colour, titled
from survey.show.native_matrix import place_matrix

if TYPE_CHECKING:
    from pptx.chart.chart import Chart as NativeChart
    from pptx.slide import Slide


def place(slide: Slide, chart: Chart, box: Box) -> None:
    """Draw one chart into the box (left, top, width, height in inches)."""
    if isinstance(chart, Matrix):
        place_matrix(slide, chart, box)
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
    describe(frame, chart.alt_ja)
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
