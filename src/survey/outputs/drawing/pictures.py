"""Draws chart descriptions with matplotlib: the notebooks' figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.findings.charts import Bars, Chart, DrawnChart, Matrix, Ranges, Slopes, Tiles
from survey.outputs import style
from survey.outputs.drawing import saved as figures_saved
from survey.outputs.drawing.bars import draw_bars
from survey.outputs.drawing.matrix import draw_matrix
from survey.outputs.drawing.ranges import draw_ranges
from survey.outputs.drawing.scale import pictures
from survey.outputs.drawing.slopes import HEIGHT_INCHES, draw_slopes
from survey.outputs.drawing.tiles import draw_tiles, tiles_height_inches

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Bars stand as far apart as is pleasant, or, where they are many, as their words allow: a figure is to fit a page.
_BAR_HEIGHT_INCHES, _LEAST_BAR_INCHES, _TALLEST_INCHES = 0.27, 0.165, 5.5
_HEAD_INCHES = 1.1
_MOST_STRETCHED = 2.0
_WIDTH_INCHES, _WIDTH_OF_SEVERAL_INCHES = 11.0, 13.0


def figure(charts: tuple[Chart, ...]) -> Figure:
    """One figure with the charts side by side; tables of words are left out.

    Raises:
        ValueError: there is no chart to draw.
    """
    from matplotlib.figure import Figure

    drawn = pictures(charts)
    if not drawn:
        raise ValueError("a finding without pictures has no figure")
    style.use_house_style()
    width = _WIDTH_INCHES if len(drawn) == 1 else _WIDTH_OF_SEVERAL_INCHES
    height = max(_height_inches(chart, width / len(drawn)) for chart in drawn)
    drawing = Figure(figsize=(width, height), layout="constrained")
    # A panel a chart: long labels in one leave the others' room alone.
    panels = drawing.subfigures(1, len(drawn), squeeze=False)[0]
    for panel, chart in zip(panels, drawn, strict=True):
        axes = panel.subplots()
        _draw(axes, chart)
        if not isinstance(chart, Tiles | Matrix | Slopes):
            _keep_thin(axes, (height - _HEAD_INCHES) / (_height_inches(chart, width / len(drawn)) - _HEAD_INCHES))
    return drawing


def png(charts: tuple[Chart, ...]) -> bytes:
    """The figure as PNG, the same bytes on every run.

    Raises:
        SurveyError: the font lacks a character.
    """
    return figures_saved.png(figure(charts), alt_text(charts))


def svg(charts: tuple[Chart, ...], title_ja: str) -> bytes:
    """The figure as SVG under a title, the same bytes on every run.

    Raises:
        SurveyError: the font lacks a character.
    """
    return figures_saved.svg(figure(charts), title_ja, alt_text(charts))


def alt_text(charts: tuple[Chart, ...]) -> str:
    """What the figure shows, for those who do not see it."""
    return "／".join(chart.alt_ja for chart in pictures(charts))


def _draw(axes: Axes, chart: DrawnChart) -> None:
    match chart:
        case Bars():
            draw_bars(axes, chart)
        case Matrix():
            draw_matrix(axes, chart)
        case Ranges():
            draw_ranges(axes, chart)
        case Slopes():
            draw_slopes(axes, chart)
        case Tiles():
            draw_tiles(axes, chart)


def _keep_thin(axes: Axes, stretched: float) -> None:
    """Leave room below the few bars of a chart that stands beside a taller one."""
    bottom, top = axes.get_ylim()
    axes.set_ylim(top + (bottom - top) * max(1.0, stretched / _MOST_STRETCHED), top)


def _height_inches(chart: DrawnChart, width_inches: float) -> float:
    match chart:
        case Matrix():
            return 2.6 + 0.24 * len(chart.row_labels)
        case Tiles():
            return tiles_height_inches(chart, width_inches)
        case Slopes():
            return HEIGHT_INCHES
        case Ranges():
            return _bars_inches(len(chart.labels))
        case Bars():
            rows = len(chart.labels) * (1 if chart.stacked else len(chart.series))
            return _bars_inches(rows)


def _bars_inches(bars: int) -> float:
    """The height of a figure with so many bars one below the other."""
    bars = max(bars, 3)
    return _HEAD_INCHES + bars * max(
        _LEAST_BAR_INCHES, min(_BAR_HEIGHT_INCHES, (_TALLEST_INCHES - _HEAD_INCHES) / bars)
    )
