"""Lines between two ends as a native, editable line chart: a series a label, named where its line ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_MARKER_STYLE
from pptx.oxml.ns import qn
from pptx.util import Pt

from survey.findings.charts import Slopes
from survey.outputs import style
from survey.outputs.drawing.scale import slope_axis, slope_colour, slope_labels
from survey.outputs.slides.charts import shared
from survey.outputs.slides.page_layout import BODY_PT, Rect
from survey.outputs.slides.text_boxes import rgb
from survey.outputs.text import fitting

if TYPE_CHECKING:
    from pptx.chart.chart import Chart as NativeChart
    from pptx.chart.series import LineSeries
    from pptx.slide import Slide

_LEAST_PLOT_INCHES = 2.5
# The lines take the middle half of the plot; the quarters beside them are the words'.
_WORDS_SHARE = 0.25
_ENDS_INCHES, _GAP_EMS = 0.4, 1.0
_LINE_PT, _MY_LINE_PT, _DOT_PT, _MY_DOT_PT = 1.0, 2.75, 5, 8


def add_slopes(slide: Slide, chart: Slopes, rect: Rect) -> None:
    """Draw the lines into the box, those of the subject last, on top of the others."""
    width, height = rect[2:]
    order = drawn_order(chart)
    data = CategoryChartData(number_format=shared.number_format([*chart.starts, *chart.ends]))
    data.categories = chart.ends_ja
    for label in order:
        data.add_series(chart.labels[label], (chart.starts[label], chart.ends[label]))
    native = shared.add_native_chart(slide, XL_CHART_TYPE.LINE_MARKERS, data, rect, chart)
    shared.set_fonts(native, BODY_PT)
    native.has_legend = False
    shared.set_title(native, chart, width)
    title_height_inches, plot_height_inches = shared.title_height_inches(chart, width), _plot_height_inches(chart, rect)
    shared.set_plot_area(
        native, (0.0, title_height_inches, width - shared.EDGE_INCHES, plot_height_inches), (width, height)
    )
    _axes(native, chart)
    starts, ends = slope_labels(chart, plot_height_inches, BODY_PT)
    for series, label in zip(native.plots[0].series, order, strict=True):
        _draw(series, slope_colour(chart, label, ends), mine=label in chart.highlight)
        if label in starts:
            _word(series, 0, mine=label in chart.highlight)
        if label in ends:
            _word(series, 1, mine=label in chart.highlight)


def slopes_fit(chart: Slopes, rect: Rect) -> bool:
    """Whether every name has room beside the lines in BODY_PT, and the lines have some height."""
    longest = max((fitting.ems(f"{chart.labels[label]} 100.0") for label in chart.named), default=0.0)
    label_width_inches = (longest + _GAP_EMS) * BODY_PT / 72
    return label_width_inches <= rect[2] * _WORDS_SHARE and _plot_height_inches(chart, rect) >= _LEAST_PLOT_INCHES


def drawn_order(chart: Slopes) -> list[int]:
    """The labels in the order in which their lines are drawn."""
    labels = range(len(chart.labels))
    return [*(label for label in labels if label not in chart.highlight), *sorted(chart.highlight)]


def _plot_height_inches(chart: Slopes, rect: Rect) -> float:
    return rect[3] - shared.title_height_inches(chart, rect[2]) - _ENDS_INCHES


def _axes(native: NativeChart, chart: Slopes) -> None:
    values, ends = native.value_axis, native.category_axis
    values.has_major_gridlines = False
    values.visible = False
    values.minimum_scale, values.maximum_scale = slope_axis(chart)
    ends.has_major_gridlines = False
    ends.format.line.fill.background()
    ends.tick_labels.font.size = Pt(BODY_PT)
    shared.set_default_font(ends._element)


def _draw(series: LineSeries, colour_hex: str, *, mine: bool) -> None:
    colour = rgb(colour_hex)
    series.smooth = False
    series.format.line.color.rgb = colour
    series.format.line.width = Pt(_MY_LINE_PT if mine else _LINE_PT)
    series.marker.style = XL_MARKER_STYLE.CIRCLE
    series.marker.size = _MY_DOT_PT if mine else _DOT_PT
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.rgb = colour
    series.marker.format.line.color.rgb = colour


def _word(series: LineSeries, end: int, *, mine: bool) -> None:
    """The value beside the line's end, at the right one behind its name; both follow the chart's sheet."""
    single = series.points[end].data_label
    single.font.size, single.font.bold = Pt(BODY_PT), mine
    single.font.color.rgb = rgb(style.ACCENT if mine else style.TEXT)
    single.position = XL_LABEL_POSITION.RIGHT if end else XL_LABEL_POSITION.LEFT
    shared.set_default_font(single._dLbl)
    if end:
        single._dLbl.find(qn("c:showSerName")).set("val", "1")
        between = single._dLbl.makeelement(qn("c:separator"), {})
        between.text = " "
        single._dLbl.append(between)
