"""What the native charts share: the title, the fonts, the axis of labels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, cast

from pptx.enum.chart import XL_CHART_TYPE, XL_TICK_LABEL_POSITION
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from survey.findings.charts import Chart
from survey.outputs import style
from survey.outputs.drawing.scale import decimals, titled
from survey.outputs.slides.page_layout import BODY_PT, Rect
from survey.outputs.slides.text_boxes import add_text, rgb, set_alt_text, set_font
from survey.outputs.text import breaking, fitting

if TYPE_CHECKING:
    from pptx.chart.chart import Chart as NativeChart
    from pptx.chart.data import CategoryChartData, ChartData
    from pptx.shapes.graphfrm import GraphicFrame
    from pptx.slide import Slide

# A bar thicker than this looks like a block.
MOST_ROW_INCHES = 0.8
# Between the plot and the frame where nothing is written.
EDGE_INCHES = 0.1
# Numbers below each other may stand a little nearer than lines that are read on; labels that do are left out by some
# programs.
_AROUND_NUMBER = 0.96
_TITLE_USED, _AROUND_TITLE_INCHES = 0.8, 0.26
# A chart is parted before its text is smaller than BODY_PT; the rest is for what cannot be parted.
_LABEL_PTS = [step / 2 for step in range(BODY_PT * 2, 13, -1)]
_MOST_LABELS, _MOST_LABEL_LINES, _BESIDE_LABEL_INCHES = 0.45, 2, 0.1


def number_size_pt(height_inches: float, rows: int) -> float:
    """The largest size, in half points from BODY_PT to 7, at which that many numbers fit above each other."""
    return fitting.largest(_LABEL_PTS, lambda size: fitting.height_inches(rows, size) * _AROUND_NUMBER <= height_inches)


def title_height_inches(chart: Chart, width_inches: float) -> float:
    """The height of the chart's title, which PowerPoint wraps a little before the chart's edge."""
    if not titled(chart):
        return EDGE_INCHES
    return (
        fitting.text_height_inches([_broken(chart, width_inches)], width_inches * _TITLE_USED, BODY_PT)
        + _AROUND_TITLE_INCHES
    )


def _broken(chart: Chart, width_inches: float) -> str:
    return breaking.break_title(titled(chart), fitting.line_ems(width_inches * _TITLE_USED, BODY_PT))


def labels_width_inches(labels: Sequence[str], width_inches: float, size_pt: float) -> float:
    """The width that the labels need beside the plot; longer ones are wrapped."""
    longest_inches = max(map(fitting.ems, labels), default=0.0) * size_pt / 72 / 0.95 + _BESIDE_LABEL_INCHES
    return min(longest_inches, width_inches * _MOST_LABELS)


def label_size_pt(labels: Sequence[str], width_inches: float, height_inches: float) -> float:
    """The largest size, in half points from BODY_PT to 7, at which the wrapped labels fit above each other."""
    row_inches = height_inches / max(len(labels), 1)
    beside_inches = width_inches * _MOST_LABELS - _BESIDE_LABEL_INCHES

    def holds(size_pt: float) -> bool:
        lines = max(
            (len(fitting.wrapped(label, fitting.line_ems(beside_inches, size_pt))) for label in labels), default=1
        )
        return lines <= _MOST_LABEL_LINES and fitting.height_inches(lines, size_pt) <= row_inches

    return fitting.largest(_LABEL_PTS, holds)


def number_format(values: Iterable[float | None]) -> str:
    """The format of a chart's numbers: as many decimals for one as for all."""
    count = decimals(values)
    return "#,##0" + ("." + "0" * count if count else "")


def set_fonts(native: NativeChart, size_pt: float) -> None:
    """The chart's text in the office font and the usual colour."""
    native.font.size = Pt(size_pt)
    native.font.color.rgb = rgb(style.TEXT)
    set_default_font(native._chartSpace)


def set_default_font(element) -> None:  # noqa: ANN001 - an lxml element of a chart with text properties
    """Put the office font on the text properties of a part of a chart."""
    set_font(element.find(qn("c:txPr")).find(f".//{qn('a:defRPr')}"))


def add_native_chart(
    slide: Slide, kind: XL_CHART_TYPE, data: CategoryChartData, rect: Rect, chart: Chart
) -> NativeChart:
    """Add an empty native chart, named after the description that it will show."""
    # python-pptx says that it takes the alias ChartData and returns the chart; it takes any, and returns the frame.
    frame = cast(
        "GraphicFrame",
        slide.shapes.add_chart(kind, *(Inches(value) for value in rect), cast("ChartData", data)),
    )
    frame.name = chart.title_ja or chart.alt_ja
    set_alt_text(frame, chart.alt_ja)
    return frame.chart


def set_title(native: NativeChart, chart: Chart, width_inches: float) -> None:
    """The title of a chart of this width; a part of a chart has none."""
    native.has_title = bool(titled(chart))
    if not native.has_title:
        return
    add_text(native.chart_title.text_frame.paragraphs[0], _broken(chart, width_inches), BODY_PT, style.TEXT)


def format_label_axis(native: NativeChart, label_size_pt: float) -> None:
    """The axis of labels: the first on top, every one written."""
    labels = native.category_axis
    labels.reverse_order = True
    labels.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    labels.format.line.color.rgb = rgb(style.QUIET)
    labels.has_major_gridlines = False
    labels.tick_labels.font.size = Pt(label_size_pt)
    set_default_font(labels._element)
    # Every label, however many: PowerPoint would skip some.
    skip = labels._element.makeelement(qn("c:tickLblSkip"), {"val": "1"})
    labels._element.find(qn("c:noMultiLvlLbl")).addprevious(skip)


def set_plot_area(native: NativeChart, inside: Rect, frame_inches: tuple[float, float]) -> None:
    """Set the plot's inner part, without labels, to a place in the frame: both in inches from the frame's corner."""
    area = native._chartSpace.find(f".//{qn('c:plotArea')}")
    layout = area.find(qn("c:layout"))
    if layout is None:
        layout = area.makeelement(qn("c:layout"), {})
        area.insert(0, layout)
    manual = layout.makeelement(qn("c:manualLayout"), {})
    layout.append(manual)
    left, top, width, height = inside
    values: dict[str, str | float] = {
        "layoutTarget": "inner",
        "xMode": "edge",
        "yMode": "edge",
        "x": left / frame_inches[0],
        "y": top / frame_inches[1],
        "w": width / frame_inches[0],
        "h": height / frame_inches[1],
    }
    for tag, value in values.items():
        manual.append(
            manual.makeelement(qn(f"c:{tag}"), {"val": f"{value:.4f}" if isinstance(value, float) else value})
        )
