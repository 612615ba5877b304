"""Bars as a native, editable chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION
from pptx.util import Inches, Pt

from survey.findings.charts import Bars
from survey.outputs import style
from survey.outputs.drawing.scale import bar_colour
from survey.outputs.slides import chart_parts as native_chart
from survey.outputs.slides import chart_reference as native_reference
from survey.outputs.slides import chart_series_names as series_names
from survey.outputs.slides.page import BODY_PT, Box
from survey.outputs.slides.text_boxes import describe, rgb
from survey.outputs.text import fitting

if TYPE_CHECKING:
    from pptx.chart.chart import Chart as NativeChart
    from pptx.chart.series import BarSeries
    from pptx.slide import Slide

# A legend's entry is its name, its colour and the distance to the next one.
_BESIDE_NAME_EMS, _LEGEND_USED, _AROUND_LEGEND_IN = 2.5, 0.85, 0.15


def place_bars(slide: Slide, chart: Bars, box: Box) -> None:
    """Draw the bars into the box, no thicker than need be: a few bars leave the foot of the box empty.

    Several series are named at a bar each where there is room beside or inside one, else in a legend.
    """
    left, top, width, height = box
    rows, head_in = _rows(chart), _head_in(chart, width)
    foot_in = _foot_in(chart, width, height)
    height = min(height, head_in + foot_in + native_chart.MOST_ROW_IN * rows)
    plot_in = height - head_in - foot_in
    data = CategoryChartData(number_format="General")
    data.categories = chart.labels
    for series in chart.series:
        data.add_series(series.name_ja, series.values)
    kind = XL_CHART_TYPE.BAR_STACKED if chart.stacked else XL_CHART_TYPE.BAR_CLUSTERED
    frame = slide.shapes.add_chart(kind, *(Inches(value) for value in (left, top, width, height)), data)
    frame.name = chart.title_ja or chart.alt_ja
    describe(frame, chart.alt_ja)
    native = frame.chart
    size_pt = native_chart.fitting_pt(plot_in, rows)
    native_chart.set_fonts(native, size_pt)
    native.has_legend = False
    native_chart.set_title(native, chart, width)
    label_pt = native_chart.label_pt(chart.labels, width, plot_in)
    native_chart.set_labels(native, label_pt)
    labels_in = native_chart.labels_in(chart.labels, width, label_pt)
    plot = (labels_in, head_in, width - labels_in - native_chart.EDGE_IN, plot_in)
    native_chart.set_plot(native, plot, (width, height))
    native.value_axis.has_major_gridlines = False
    native.value_axis.visible = False
    native.value_axis.minimum_scale = 0
    native.value_axis.maximum_scale = series_names.axis_maximum(chart)
    _bars(native, chart, size_pt)
    named_at = series_names.places(chart, plot[2], width, size_pt)
    if len(chart.series) > 1 and named_at is None:
        _legend(native)
    for series, label in (named_at or {}).items():
        series_names.name_at(native.plots[0].series[series], label, chart, series, size_pt)
    if chart.reference:
        native_reference.draw(native, chart, plot, (width, height), size_pt)


def room_for_bars(chart: Bars, box: Box) -> bool:
    """Whether labels and numbers are BODY_PT in this box."""
    _, _, width, height = box
    plot_in = height - _head_in(chart, width) - _foot_in(chart, width, height)
    sizes_pt = native_chart.fitting_pt(plot_in, _rows(chart)), native_chart.label_pt(chart.labels, width, plot_in)
    return min(sizes_pt) >= BODY_PT


def _rows(chart: Bars) -> int:
    return len(chart.labels) * (1 if chart.stacked else len(chart.series))


def _head_in(chart: Bars, width_in: float) -> float:
    return native_chart.head_in(chart, width_in) + (native_reference.WORDS_IN if chart.reference else 0)


def _foot_in(chart: Bars, width_in: float, height_in: float) -> float:
    """What the legend needs below the plot, if there has to be one."""
    if len(chart.series) == 1:
        return native_chart.EDGE_IN
    plot_in = height_in - _head_in(chart, width_in) - native_chart.EDGE_IN
    label_pt = native_chart.label_pt(chart.labels, width_in, plot_in)
    across_in = width_in - native_chart.labels_in(chart.labels, width_in, label_pt) - native_chart.EDGE_IN
    size_pt = native_chart.fitting_pt(plot_in, _rows(chart))
    named = series_names.places(chart, across_in, width_in, size_pt) is not None
    return native_chart.EDGE_IN if named else _legend_in(chart, width_in)


def _legend_in(chart: Bars, width_in: float) -> float:
    """The legend's height: its entries stand beside each other on as many lines as they need."""
    line_ems = fitting.line_ems(width_in * _LEGEND_USED, BODY_PT)
    lines, used = 1, 0.0
    for series in chart.series:
        entry = fitting.ems(series.name_ja) + _BESIDE_NAME_EMS
        if used and used + entry > line_ems:
            lines, used = lines + 1, 0.0
        used += entry
    return fitting.height_in(lines, BODY_PT) + _AROUND_LEGEND_IN


def _legend(native: NativeChart) -> None:
    native.has_legend = True
    native.legend.position = XL_LEGEND_POSITION.BOTTOM
    native.legend.include_in_layout = False
    native.legend.font.size = Pt(BODY_PT)
    native_chart.set_default_font(native.legend._element)


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
    # As many decimals for one as for all: 87 beside 82.6 looks like another kind of figure.
    labels.number_format, labels.number_format_is_linked = series_names.number_format(chart), False
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
