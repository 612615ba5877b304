"""Bars as a native, editable chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION
from pptx.util import Inches, Pt

from survey.findings.charts import Bars
from survey.show import fitting, native_chart, style
from survey.show.deck import Box, describe, rgb
from survey.show.drawing import bar_colour

if TYPE_CHECKING:
    from pptx.chart.chart import Chart as NativeChart
    from pptx.chart.series import BarSeries
    from pptx.slide import Slide

_LEGEND_PT, _AROUND_LEGEND_IN = 12, 0.15
# A legend's entry is its name, its colour and the distance to the next one.
_BESIDE_NAME_EMS, _LEGEND_USED = 2.5, 0.85


def place_bars(slide: Slide, chart: Bars, box: Box) -> None:
    """Draw the bars into the box, no thicker than need be: a few bars leave the foot of the box empty."""
    left, top, width, height = box
    rows = len(chart.labels) * (1 if chart.stacked else len(chart.series))
    head_in = native_chart.head_in(chart, width)
    foot_in = _legend_in(chart, width) if len(chart.series) > 1 else native_chart.EDGE_IN
    height = min(height, head_in + foot_in + native_chart.MOST_ROW_IN * rows)
    plot_in = height - head_in - foot_in
    data = CategoryChartData(number_format="General")
    data.categories = chart.labels
    for series in chart.series:
        data.add_series(series.name_ja, series.values)
    kind = XL_CHART_TYPE.BAR_STACKED if chart.stacked else XL_CHART_TYPE.BAR_CLUSTERED
    frame = slide.shapes.add_chart(kind, *(Inches(value) for value in (left, top, width, height)), data)
    frame.name = chart.title_ja
    describe(frame, chart.alt_ja)
    native = frame.chart
    size_pt = native_chart.fitting_pt(plot_in, rows)
    native_chart.set_fonts(native, size_pt)
    native.has_legend = False
    if len(chart.series) > 1:
        _legend(native)
    native_chart.set_title(native, chart, width)
    label_pt = native_chart.label_pt(chart.labels, width, plot_in)
    native_chart.set_labels(native, label_pt)
    labels_in = native_chart.labels_in(chart.labels, width, label_pt)
    native_chart.set_plot(
        native, (labels_in, head_in, width - labels_in - native_chart.EDGE_IN, plot_in), (width, height)
    )
    native.value_axis.has_major_gridlines = False
    native.value_axis.visible = False
    native.value_axis.minimum_scale = 0
    native.value_axis.maximum_scale = _maximum(chart)
    _bars(native, chart, size_pt)


def _legend_in(chart: Bars, width_in: float) -> float:
    """The legend's height: its entries stand beside each other on as many lines as they need."""
    line_ems = fitting.line_ems(width_in * _LEGEND_USED, _LEGEND_PT)
    lines, used = 1, 0.0
    for series in chart.series:
        entry = fitting.ems(series.name_ja) + _BESIDE_NAME_EMS
        if used and used + entry > line_ems:
            lines, used = lines + 1, 0.0
        used += entry
    return fitting.height_in(lines, _LEGEND_PT) + _AROUND_LEGEND_IN


def _legend(native: NativeChart) -> None:
    native.has_legend = True
    native.legend.position = XL_LEGEND_POSITION.BOTTOM
    native.legend.include_in_layout = False
    native.legend.font.size = Pt(_LEGEND_PT)
    native_chart.set_default_font(native.legend._element)


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
        stressed = sorted(chart.highlight) if role == "main" else []
        for label in stressed:
            point = series.points[label]
            point.format.fill.solid()
            point.format.fill.fore_color.rgb = rgb(style.ACCENT)
        _numbers(series, chart, number, size_pt)
        if chart.stacked:
            for label in stressed:
                _number_on_accent(series, label, size_pt)


def _numbers(series: BarSeries, chart: Bars, number: int, size_pt: float) -> None:
    labels = series.data_labels
    labels.show_value = True
    labels.number_format, labels.number_format_is_linked = "#,##0.##;-#,##0.##;0", False
    if all(value is None or float(value).is_integer() for value in chart.series[number].values):
        labels.number_format = "#,##0"
    if chart.stacked:
        # A part of no length has no room for its zero, which would stand on the next part.
        labels.number_format = "#,##0;-#,##0;"
    labels.position = XL_LABEL_POSITION.CENTER if chart.stacked else XL_LABEL_POSITION.OUTSIDE_END
    labels.font.size = Pt(size_pt)
    labels.font.color.rgb = rgb(style.ink_on(bar_colour(chart, number, -1)) if chart.stacked else style.TEXT)
    native_chart.set_default_font(labels._element)


def _number_on_accent(series: BarSeries, label: int, size_pt: float) -> None:
    """A number inside the accent's colour needs its own ink."""
    single = series.points[label].data_label
    single.font.size = Pt(size_pt)
    single.font.bold = True
    single.font.color.rgb = rgb(style.ink_on(style.ACCENT))
    single.position = XL_LABEL_POSITION.CENTER
    native_chart.set_default_font(single._dLbl)
