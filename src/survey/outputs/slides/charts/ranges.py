"""Spans of places as a native, editable stacked bar chart: an invisible run of bars, the spans, their words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION
from pptx.oxml.ns import qn
from pptx.util import Pt

from survey.findings.charts import Ranges
from survey.outputs import style
from survey.outputs.drawing.scale import MOST_ROOM, axis_end, guide_step, label_room_share, span_colour
from survey.outputs.slides.charts import shared
from survey.outputs.slides.page_layout import BODY_PT, Rect
from survey.outputs.slides.text_boxes import rgb, set_font
from survey.outputs.text import fitting

if TYPE_CHECKING:
    from pptx.chart.axis import ValueAxis
    from pptx.chart.chart import Chart as NativeChart
    from pptx.chart.point import Point
    from pptx.chart.series import BarSeries
    from pptx.slide import Slide

# The columns of the chart's sheet, as whoever edits the data reads them.
ABOVE_JA, SPAN_JA, WORDS_JA = "上にある順位の数", "取りうる順位の数", "説明の置き場所"
_MOST_ROW_INCHES = 0.5
# The axis of places stands between the title and the spans.
_AXIS_INCHES, _OUTLINE_PT = 0.3, 1.5
_SMALLEST_PT = 8.0
# Words wrap where their unseen bar is shorter than they are in whatever font the file is shown in.
_WIDER_FONT = 1.15


def add_ranges(slide: Slide, chart: Ranges, rect: Rect) -> None:
    """Draw the spans into the box, the best place at the left, the words beside each span."""
    left, top, width, height = rect
    title_height_inches = _head_inches(chart, width)
    height = min(height, title_height_inches + shared.EDGE_INCHES + _MOST_ROW_INCHES * len(chart.labels))
    rows_height_inches = height - title_height_inches - shared.EDGE_INCHES
    size_pt, plot_width_inches = _fitting(chart, width, rows_height_inches)
    end = axis_end(chart, plot_width_inches, size_pt * _WIDER_FONT)
    native = shared.add_native_chart(
        slide, XL_CHART_TYPE.BAR_STACKED, _data(chart, end), (left, top, width, height), chart
    )
    shared.set_fonts(native, size_pt)
    native.has_legend = False
    shared.set_title(native, chart, width)
    shared.format_label_axis(native, size_pt)
    plot = (width - plot_width_inches - shared.EDGE_INCHES, title_height_inches, plot_width_inches, rows_height_inches)
    shared.set_plot_area(native, plot, (width, height))
    _places(native.value_axis, chart, end)
    _spans(native, chart)
    _words(native.plots[0].series[2], chart, size_pt)


def ranges_fit(chart: Ranges, rect: Rect) -> bool:
    """Whether labels and words are BODY_PT in this box."""
    _, _, width, height = rect
    size_pt, _ = _fitting(chart, width, height - _head_inches(chart, width) - shared.EDGE_INCHES)
    return size_pt >= BODY_PT


def _head_inches(chart: Ranges, width_inches: float) -> float:
    return shared.title_height_inches(chart, width_inches) + _AXIS_INCHES


def _fitting(chart: Ranges, width_inches: float, rows_height_inches: float) -> tuple[float, float]:
    """The size of labels and words at which both leave room for the spans, and the plot's width in inches."""

    def plot_width_inches(size_pt: float) -> float:
        return width_inches - shared.labels_width_inches(chart.labels, width_inches, size_pt) - shared.EDGE_INCHES

    most_pt = shared.label_size_pt(chart.labels, width_inches, rows_height_inches)
    sizes_pt = [most_pt - step / 2 for step in range(int((most_pt - _SMALLEST_PT) * 2) + 1)] or [most_pt]
    size_pt = fitting.largest(
        sizes_pt, lambda size: label_room_share(chart, plot_width_inches(size), size) <= MOST_ROOM
    )
    return size_pt, plot_width_inches(size_pt)


def _data(chart: Ranges, end: float) -> CategoryChartData:
    data = CategoryChartData(number_format="General")
    data.categories = chart.labels
    pairs = list(zip(chart.best, chart.worst, strict=True))
    data.add_series(ABOVE_JA, [None if best is None else best - 1 for best, _ in pairs])
    data.add_series(SPAN_JA, [None if best is None or worst is None else worst - best + 1 for best, worst in pairs])
    # A stacked bar's label cannot stand outside it: the words stand in a third, unseen bar that begins where it ends.
    data.add_series(WORDS_JA, [end - (worst or 0) for _, worst in pairs])
    return data


def _places(axis: ValueAxis, chart: Ranges, end: float) -> None:
    """Write the first and the last place at the ends of the field; light lines part it evenly."""
    axis.minimum_scale, axis.maximum_scale = 0, end
    axis.major_unit, axis.minor_unit = chart.last_place, guide_step(chart, end)
    axis.has_major_gridlines = axis.has_minor_gridlines = True
    axis.major_gridlines.format.line.color.rgb = rgb(style.QUIET)
    minor = axis._element.find(qn("c:minorGridlines"))
    minor.append(_line(minor, style.GUIDE))
    axis.format.line.fill.background()
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = '[=0]"1位";#,##0"位"', False
    axis.tick_labels.font.size = Pt(BODY_PT)
    axis.tick_labels.font.color.rgb = rgb(style.MUTED)
    shared.set_default_font(axis._element)


def _line(parent, colour: str):  # noqa: ANN001, ANN202 - lxml elements
    """Shape properties with a hairline; python-pptx has them for major gridlines only."""
    properties = parent.makeelement(qn("c:spPr"), {})
    line = properties.makeelement(qn("a:ln"), {"w": "6350"})
    fill = line.makeelement(qn("a:solidFill"), {})
    fill.append(fill.makeelement(qn("a:srgbClr"), {"val": colour.removeprefix("#")}))
    line.append(fill)
    properties.append(line)
    return properties


def _spans(native: NativeChart, chart: Ranges) -> None:
    plot = native.plots[0]
    plot.gap_width, plot.overlap = 45, 100
    above, spans, words = plot.series
    for unseen in (above, words):
        unseen.format.fill.background()
        unseen.format.line.fill.background()
    _paint(spans, span_colour(chart, -1))
    for label in sorted(chart.highlight):
        _paint(spans.points[label], span_colour(chart, label))


def _paint(part: BarSeries | Point, colour: str) -> None:
    """Fill and outline: one place of many hundreds would be too narrow to be seen without its outline."""
    part.format.fill.solid()
    part.format.fill.fore_color.rgb = part.format.line.color.rgb = rgb(colour)
    part.format.line.width = Pt(_OUTLINE_PT)


def _words(series: BarSeries, chart: Ranges, size_pt: float) -> None:
    for label, written in enumerate(chart.written):
        if not written:
            continue
        single = series.points[label].data_label
        single.text_frame.text = written
        single.text_frame.word_wrap = False
        single.position = XL_LABEL_POSITION.INSIDE_BASE
        run = single.text_frame.paragraphs[0].runs[0]
        mine = label in chart.highlight
        run.font.size, run.font.bold = Pt(size_pt), mine
        run.font.color.rgb = rgb(style.ACCENT if mine else style.TEXT)
        set_font(run._r.get_or_add_rPr())
