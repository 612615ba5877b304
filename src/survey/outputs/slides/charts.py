"""Chart descriptions as native, editable charts, tables and shapes on a slide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.findings.charts import Bars, Chart, Matrix, Ranges, Slopes, TextTable, Tiles
from survey.outputs.slides.chart_bars import place_bars, room_for_bars
from survey.outputs.slides.chart_matrix import place_matrix
from survey.outputs.slides.chart_ranges import place_ranges, room_for_ranges
from survey.outputs.slides.chart_slopes import place_slopes, room_for_slopes
from survey.outputs.slides.chart_table import place_table, room_for_table
from survey.outputs.slides.chart_tiles import place_tiles, room_for_tiles
from survey.outputs.slides.page import Box

if TYPE_CHECKING:
    from pptx.slide import Slide

_PLACE = {
    Bars: place_bars,
    Matrix: place_matrix,
    Ranges: place_ranges,
    Slopes: place_slopes,
    Tiles: place_tiles,
    TextTable: place_table,
}
_ROOM = {
    Bars: room_for_bars,
    Ranges: room_for_ranges,
    Slopes: room_for_slopes,
    Tiles: room_for_tiles,
    TextTable: room_for_table,
}
# Words need more room than bars: beside a chart a table takes three fifths.
_SHARES = {TextTable: 3.0}
_SHARE = 2.0
_GAP_IN = 0.25


def place(slide: Slide, chart: Chart, box: Box) -> None:
    """Draw one chart into the box (left, top, width, height in inches)."""
    _PLACE[type(chart)](slide, chart, box)


def has_room(chart: Chart, box: Box) -> bool:
    """Whether the chart's text is as large in the box as it has to be; a matrix is as large as it can be."""
    return type(chart) not in _ROOM or _ROOM[type(chart)](chart, box)


def parts(charts: tuple[Chart, ...], box: Box) -> list[Box]:
    """The box parted between charts that stand side by side."""
    left, top, width, height = box
    shares = [_SHARES.get(type(chart), _SHARE) for chart in charts]
    free = width - _GAP_IN * (len(charts) - 1)
    boxes = []
    for share in shares:
        boxes.append((left, top, free * share / sum(shares), height))
        left += boxes[-1][2] + _GAP_IN
    return boxes
