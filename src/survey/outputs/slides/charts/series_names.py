"""The names of a bar chart's series written at a bar of each, so that nobody has to look them up in a legend."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pptx.enum.chart import XL_LABEL_POSITION
from pptx.oxml.ns import qn
from pptx.util import Pt

from survey.findings.charts import Bars
from survey.outputs import style
from survey.outputs.drawing.scale import bar_colour
from survey.outputs.slides.charts import shared
from survey.outputs.slides.text_boxes import rgb
from survey.outputs.text import fitting

if TYPE_CHECKING:
    from pptx.chart.series import BarSeries

_AROUND_EMS, _BETWEEN = 1.0, "　"
# A longer label is wrapped by the programs that show the chart, onto its neighbours.
_LONGEST_SHARE = 0.2


def axis_maximum(chart: Bars) -> float:
    """Where the axis of values ends: the whole of a stack, else a little behind the longest bar."""
    chart = chart.whole or chart
    longest = max((value for series in chart.series for value in series.values if value is not None), default=1.0)
    if chart.stacked:
        return chart.maximum or max(sum(filter(None, stack)) for stack in zip(*_values(chart), strict=True)) or 1.0
    return max(longest, chart.maximum or 0.0, 1.0) * 1.1


def number_format(chart: Bars) -> str:
    """The format of a chart's numbers: none has fewer decimals than another, two at most."""
    return shared.number_format([value for series in _values(chart.whole or chart) for value in series])


def _values(chart: Bars) -> list[tuple[float | None, ...]]:
    return [series.values for series in chart.series]


def label_positions(chart: Bars, across_inches: float, width_inches: float, size_pt: float) -> dict[int, int] | None:
    """For each series that has bars the first label at whose bar its name has room; None if one finds none.

    ``across_inches`` is the plot's width, ``width_inches`` the chart's. A stack's name stands inside its part, a
    bar's own behind its number.
    """
    if len(chart.series) == 1:
        return {}
    end, found = axis_maximum(chart), {}
    for number, series in enumerate(chart.series):
        if not any(series.values):
            continue
        need_inches = (fitting.ems(f"{series.name_ja}{_BETWEEN}{end:,.1f}") + _AROUND_EMS) * size_pt / 72 / 0.95
        if need_inches > width_inches * _LONGEST_SHARE:
            return None
        rooms = (
            (value if chart.stacked else end - value) / end * across_inches if value is not None else 0.0
            for value in series.values
        )
        label = next((label for label, room_inches in enumerate(rooms) if room_inches >= need_inches), None)
        if label is None:
            return None
        found[number] = label
    return found


def add_series_name(series: BarSeries, label: int, chart: Bars, number: int, size_pt: float) -> None:
    """Write the series' name beside its number at one bar; both follow the chart's data."""
    single = series.points[label].data_label
    stressed = label in chart.highlight and chart.series[number].role == "main"
    single.font.size, single.font.bold = Pt(size_pt), stressed
    ground = bar_colour(chart, number, label)
    single.font.color.rgb = rgb(style.ink_on(ground) if chart.stacked else style.TEXT)
    single.position = XL_LABEL_POSITION.CENTER if chart.stacked else XL_LABEL_POSITION.OUTSIDE_END
    shared.set_default_font(single._dLbl)
    part = single._dLbl
    part.find(qn("c:showSerName")).set("val", "1")
    separator = part.find(qn("c:separator"))
    if separator is None:
        separator = part.makeelement(qn("c:separator"), {})
        part.find(qn("c:showBubbleSize")).addnext(separator)
    separator.text = _BETWEEN
    number_part = part.find(qn("c:numFmt"))
    if number_part is None:
        number_part = part.makeelement(qn("c:numFmt"), {})
        after = part.find(qn("c:spPr"))
        (part.find(qn("c:txPr")) if after is None else after).addprevious(number_part)
    number_part.set("formatCode", number_format(chart))
    number_part.set("sourceLinked", "0")
