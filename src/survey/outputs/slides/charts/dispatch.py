"""Chart descriptions as native, editable charts, tables and shapes on a slide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.findings.charts import Bars, Chart, Matrix, Ranges, Slopes, TextTable, Tiles
from survey.outputs.slides.charts.bars import add_bars, bars_fit
from survey.outputs.slides.charts.matrix import add_matrix
from survey.outputs.slides.charts.ranges import add_ranges, ranges_fit
from survey.outputs.slides.charts.slopes import add_slopes, slopes_fit
from survey.outputs.slides.charts.table import add_table, table_fits
from survey.outputs.slides.charts.tiles import add_tiles, tiles_fit
from survey.outputs.slides.page_layout import Rect

if TYPE_CHECKING:
    from pptx.slide import Slide

# Words need more room than bars: beside a chart a table takes three fifths.
_SHARES = {TextTable: 3.0}
_SHARE = 2.0
_GAP_INCHES = 0.25


def add_chart(slide: Slide, chart: Chart, rect: Rect) -> None:
    """Draw one chart into the box (left, top, width, height in inches)."""
    match chart:
        case Bars():
            add_bars(slide, chart, rect)
        case Matrix():
            add_matrix(slide, chart, rect)
        case Ranges():
            add_ranges(slide, chart, rect)
        case Slopes():
            add_slopes(slide, chart, rect)
        case Tiles():
            add_tiles(slide, chart, rect)
        case TextTable():
            add_table(slide, chart, rect)


def chart_fits(chart: Chart, rect: Rect) -> bool:
    """Whether the chart's text is as large in the box as it has to be; a matrix is as large as it can be."""
    match chart:
        case Bars():
            return bars_fit(chart, rect)
        case Matrix():
            return True
        case Ranges():
            return ranges_fit(chart, rect)
        case Slopes():
            return slopes_fit(chart, rect)
        case Tiles():
            return tiles_fit(chart, rect)
        case TextTable():
            return table_fits(chart, rect)


def side_by_side(charts: tuple[Chart, ...], rect: Rect) -> list[Rect]:
    """The box parted between charts that stand side by side."""
    left, top, width, height = rect
    shares = [_SHARES.get(type(chart), _SHARE) for chart in charts]
    free = width - _GAP_INCHES * (len(charts) - 1)
    rects = []
    for share in shares:
        rects.append((left, top, free * share / sum(shares), height))
        left += rects[-1][2] + _GAP_INCHES
    return rects
