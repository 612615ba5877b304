"""Bars as a native, editable chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION
from pptx.util import Pt

from survey.findings.charts import Bars
from survey.outputs import style
from survey.outputs.drawing.scale import bar_colour
from survey.outputs.slides.charts import reference_line, series_names, shared
from survey.outputs.slides.page_layout import BODY_PT, Rect
from survey.outputs.slides.text_boxes import rgb
from survey.outputs.text import fitting

if TYPE_CHECKING:
    from pptx.chart.chart import Chart as NativeChart
    from pptx.chart.series import BarSeries
    from pptx.slide import Slide

# A legend's entry is its name, its colour and the distance to the next one.
_BESIDE_NAME_EMS, _LEGEND_USED, _AROUND_LEGEND_INCHES = 2.5, 0.85, 0.15


def add_bars(slide: Slide, chart: Bars, rect: Rect) -> None:
    """Draw the bars into the box, no thicker than need be: a few bars leave the foot of the box empty.

    Several series are named at a bar each where there is room beside or inside one, else in a legend.
    """
    left, top, width, height = rect
    rows, title_height_inches = _rows(chart), _head_inches(chart, width)
    foot_inches = _foot_inches(chart, width, height)
    height = min(height, title_height_inches + foot_inches + shared.MOST_ROW_INCHES * rows)
    plot_height_inches = height - title_height_inches - foot_inches
    data = CategoryChartData(number_format="General")
    data.categories = chart.labels
    for series in chart.series:
        data.add_series(series.name_ja, series.values)
    kind = XL_CHART_TYPE.BAR_STACKED if chart.stacked else XL_CHART_TYPE.BAR_CLUSTERED
    native = shared.add_native_chart(slide, kind, data, (left, top, width, height), chart)
    size_pt = shared.number_size_pt(plot_height_inches, rows)
    shared.set_fonts(native, size_pt)
    native.has_legend = False
    shared.set_title(native, chart, width)
    label_size_pt = shared.label_size_pt(chart.labels, width, plot_height_inches)
    shared.format_label_axis(native, label_size_pt)
    labels_width_inches = shared.labels_width_inches(chart.labels, width, label_size_pt)
    plot = (
        labels_width_inches,
        title_height_inches,
        width - labels_width_inches - shared.EDGE_INCHES,
        plot_height_inches,
    )
    shared.set_plot_area(native, plot, (width, height))
    native.value_axis.has_major_gridlines = False
    native.value_axis.visible = False
    native.value_axis.minimum_scale = 0
    native.value_axis.maximum_scale = series_names.axis_maximum(chart)
    _bars(native, chart, size_pt)
    named_at = series_names.label_positions(chart, plot[2], width, size_pt)
    if len(chart.series) > 1 and named_at is None:
        _legend(native)
    for series, label in (named_at or {}).items():
        series_names.add_series_name(native.plots[0].series[series], label, chart, series, size_pt)
    if chart.reference:
        reference_line.add_reference_line(native, chart, chart.reference, plot, (width, height), size_pt)


def bars_fit(chart: Bars, rect: Rect) -> bool:
    """Whether labels and numbers are BODY_PT in this box."""
    _, _, width, height = rect
    plot_height_inches = height - _head_inches(chart, width) - _foot_inches(chart, width, height)
    sizes_pt = (
        shared.number_size_pt(plot_height_inches, _rows(chart)),
        shared.label_size_pt(chart.labels, width, plot_height_inches),
    )
    return min(sizes_pt) >= BODY_PT


def _rows(chart: Bars) -> int:
    return len(chart.labels) * (1 if chart.stacked else len(chart.series))


def _head_inches(chart: Bars, width_inches: float) -> float:
    return shared.title_height_inches(chart, width_inches) + (
        reference_line.LABEL_HEIGHT_INCHES if chart.reference else 0
    )


def _foot_inches(chart: Bars, width_inches: float, height_inches: float) -> float:
    """What the legend needs below the plot, if there has to be one."""
    if len(chart.series) == 1:
        return shared.EDGE_INCHES
    plot_height_inches = height_inches - _head_inches(chart, width_inches) - shared.EDGE_INCHES
    label_size_pt = shared.label_size_pt(chart.labels, width_inches, plot_height_inches)
    across_inches = (
        width_inches - shared.labels_width_inches(chart.labels, width_inches, label_size_pt) - shared.EDGE_INCHES
    )
    size_pt = shared.number_size_pt(plot_height_inches, _rows(chart))
    named = series_names.label_positions(chart, across_inches, width_inches, size_pt) is not None
    return shared.EDGE_INCHES if named else _legend_inches(chart, width_inches)


def _legend_inches(chart: Bars, width_inches: float) -> float:
    """The legend's height: its entries stand beside each other on as many lines as they need."""
    line_ems = fitting.line_ems(width_inches * _LEGEND_USED, BODY_PT)
    lines, used = 1, 0.0
    for series in chart.series:
        entry = fitting.ems(series.name_ja) + _BESIDE_NAME_EMS
        if used and used + entry > line_ems:
            lines, used = lines + 1, 0.0
        used += entry
    return fitting.height_inches(lines, BODY_PT) + _AROUND_LEGEND_INCHES


def _legend(native: NativeChart) -> None:
    native.has_legend = True
    native.legend.position = XL_LEGEND_POSITION.BOTTOM
    native.legend.include_in_layout = False
    native.legend.font.size = Pt(BODY_PT)
    shared.set_default_font(native.legend._element)


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
    shared.set_default_font(labels._element)


def _number_on_accent(series: BarSeries, label: int, size_pt: float) -> None:
    """A number inside the accent's colour needs its own ink."""
    single = series.points[label].data_label
    single.font.size = Pt(size_pt)
    single.font.bold = True
    single.font.color.rgb = rgb(style.ink_on(style.ACCENT))
    single.position = XL_LABEL_POSITION.CENTER
    shared.set_default_font(single._dLbl)
