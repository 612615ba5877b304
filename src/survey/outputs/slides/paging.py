"""A finding's charts on as many slides as they need to be read across a room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from survey.findings.charts import Bars, Chart, Ranges, TextTable
from survey.outputs.drawing.scale import titled
from survey.outputs.slides.charts import column_widths, table
from survey.outputs.slides.charts.dispatch import chart_fits, side_by_side
from survey.outputs.slides.page_layout import Rect
from survey.outputs.slides.text_boxes import heading_height_inches

_COLUMNS, _BETWEEN_INCHES = 2, 0.25
# Words beside spans are wrapped, onto each other, where a column is narrower.
_LEAST_RANGES_INCHES = 5.5
_MOST_PARTS, _MOST_TABLE_PAGES = 8, 3


@dataclass(frozen=True)
class ChartPage:
    """What stands on one slide: the charts, each with its box, and a heading above columns that share one."""

    charts: tuple[tuple[Chart, Rect], ...]
    heading_ja: str = ""


def paginate(charts: Sequence[Chart], body: Rect) -> list[ChartPage]:
    """Which charts stand where on each slide: side by side where all are readable so, else each on its own.

    Long bars and spans are parted into columns, then slides; a table into slides.
    """
    rects = side_by_side(tuple(charts), body)
    beside = tuple((_fitted(chart, rect), rect) for chart, rect in zip(charts, rects, strict=True))
    if all(chart_fits(chart, rect) for chart, rect in beside):
        return [ChartPage(beside)]
    return [page for chart in charts for page in _alone(_fitted(chart, body), body)]


def _fitted(chart: Chart, rect: Rect) -> Chart:
    return column_widths.with_best_widths(chart, rect[2]) if isinstance(chart, TextTable) else chart


def _alone(chart: Chart, body: Rect) -> list[ChartPage]:
    if chart_fits(chart, body):
        return [ChartPage(((chart, body),))]
    if isinstance(chart, TextTable):
        return [ChartPage(((part, body),)) for part in _table_parts(chart, body)]
    if isinstance(chart, Bars | Ranges):
        return _in_columns(chart, body)
    return [ChartPage(((chart, body),))]


def _in_columns(chart: Bars | Ranges, body: Rect) -> list[ChartPage]:
    """The labels in equal parts, two beside each other below one heading; a part with fewer labels is lower."""
    left, top, width, height = body
    heading_inches = heading_height_inches(titled(chart, is_continued=True), width)
    top, height = top + heading_inches, height - heading_inches
    columns, column_inches = _COLUMNS, (width - _BETWEEN_INCHES) / _COLUMNS
    if isinstance(chart, Ranges) and column_inches < _LEAST_RANGES_INCHES:
        columns, column_inches = 1, width
    parts: list[Bars | Ranges] = []
    for count in range(2, _MOST_PARTS + 1):
        parts = _label_parts(chart, count)
        if all(chart_fits(part, (left, top, column_inches, height)) for part in parts):
            break
    pages = []
    for start in range(0, len(parts), columns):
        placed = []
        for column, part in enumerate(parts[start : start + columns]):
            share = len(part.labels) / len(parts[0].labels)
            rect = (left + column * (column_inches + _BETWEEN_INCHES), top, column_inches, height * share)
            placed.append((part, rect if chart_fits(part, rect) else (*rect[:3], height)))
        pages.append(ChartPage(tuple(placed), titled(chart, is_continued=start > 0)))
    return pages


def _label_parts(chart: Bars | Ranges, count: int) -> list[Bars | Ranges]:
    size = -(-len(chart.labels) // count)
    return [_labels(chart, start, start + size) for start in range(0, len(chart.labels), size)]


def _labels(chart: Bars | Ranges, start: int, stop: int) -> Bars | Ranges:
    """A chart of some of the labels on the whole chart's scale."""
    stop = min(stop, len(chart.labels))
    changes = {
        "title_ja": "",
        "labels": chart.labels[start:stop],
        "highlight": _within(chart.highlight, start, stop),
        "alt_ja": f"{chart.alt_ja}（{len(chart.labels)}のうち{start + 1}から{stop}番目）",
    }
    if isinstance(chart, Bars):
        cut = tuple(replace(series, values=series.values[start:stop]) for series in chart.series)
        return replace(chart, **changes, series=cut, whole=chart)
    cut = {name: getattr(chart, name)[start:stop] for name in ("best", "worst", "written")}
    return replace(chart, **changes, **cut)


def _table_parts(chart: TextTable, body: Rect) -> list[Chart]:
    """The rows on as few slides as hold them, each about as full; what three do not hold the last one counts."""
    limit_inches = table.rows_height_inches(replace(chart, is_continued=True), body)
    heading_inches, *heights = table.row_heights(chart, body[2])
    cuts = _cuts(heights, limit_inches - heading_inches)
    wanted = len(cuts)
    if wanted <= _MOST_TABLE_PAGES:
        for step in range(1, 40):
            tighter = _cuts(heights, (limit_inches - heading_inches) * (1 - step / 50))
            if len(tighter) > wanted:
                break
            cuts = tighter
    else:
        cuts = [*cuts[: _MOST_TABLE_PAGES - 1], len(heights)]
    return [_rows(chart, start, stop) for start, stop in pairwise([0, *cuts])]


def _cuts(heights: list[float], limit_inches: float) -> list[int]:
    """Where each part ends when every part is filled up to the limit; a part has one row at least."""
    cuts, used = [], 0.0
    for row, height in enumerate(heights):
        if used and used + height > limit_inches:
            cuts.append(row)
            used = 0.0
        used += height
    return [*cuts, len(heights)]


def _rows(chart: TextTable, start: int, stop: int) -> Chart:
    return replace(
        chart,
        is_continued=start > 0,
        rows=chart.rows[start:stop],
        highlight=_within(chart.highlight, start, stop),
        alt_ja=f"{chart.alt_ja}（{len(chart.rows)}行のうち{start + 1}から{stop}行目）",
    )


def _within(numbers: frozenset[int], start: int, stop: int) -> frozenset[int]:
    return frozenset(number - start for number in numbers if start <= number < stop)
