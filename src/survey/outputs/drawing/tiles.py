"""A map of tiles in a notebook's figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.findings.charts import Tiles
from survey.outputs import style
from survey.outputs.drawing.panel import panel_width_inches, set_title
from survey.outputs.drawing.scale import key_labels, key_steps, tile_colour, titled
from survey.outputs.text import fitting

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_HEAD_INCHES, _WIDEST_TILE_INCHES = 0.5, 0.66
_GAP = 0.1
# Rows of tiles that the key takes, in its own height and the distance to the map.
_KEY_ROWS = 0.8


def tiles_height_inches(chart: Tiles, width_inches: float) -> float:
    """The height of the figure in which the tiles are as large as the width allows, and no larger than need be."""
    return _HEAD_INCHES + _tile_inches(chart, width_inches) * (max(chart.rows) + 1 + _KEY_ROWS)


def draw_tiles(axes: Axes, chart: Tiles) -> None:
    """Draw a square a label, name and value inside, the key below; no value is a white tile with a dashed border."""
    from matplotlib.patches import Rectangle

    tile_inches = _tile_inches(chart, panel_width_inches(axes))
    name_pt = _fitting_pt(chart.labels, tile_inches, 11)
    value_pt = _fitting_pt(chart.written, tile_inches, 12)
    side = 1 - _GAP
    for label, (column, row) in enumerate(zip(chart.columns, chart.rows, strict=True)):
        missing = chart.values[label] is None
        colour = tile_colour(chart, label)
        axes.add_patch(
            Rectangle(
                (column + _GAP / 2, row + _GAP / 2),
                side,
                side,
                facecolor=colour,
                edgecolor=style.MUTED if missing else "none",
                linestyle="--",
                linewidth=0.8,
            )
        )
        if label in chart.highlight:
            axes.add_patch(
                Rectangle((column + 0.01, row + 0.01), 0.98, 0.98, fill=False, edgecolor=style.TEXT, linewidth=2.4)
            )
        for text, height, size_pt in ((chart.labels[label], 0.36, name_pt), (chart.written[label], 0.66, value_pt)):
            axes.text(column + 0.5, row + height, text, ha="center", va="center", fontsize=size_pt,
                      color=style.ink_on(colour))  # fmt: skip
    _draw_key(axes, chart, max(chart.rows) + 1.3)
    axes.set_xlim(0, max(chart.columns) + 1)
    axes.set_ylim(max(chart.rows) + 1 + _KEY_ROWS, 0)
    axes.set_aspect("equal")
    axes.set_axis_off()
    axes.set_anchor("NW")
    set_title(axes, titled(chart))


def _draw_key(axes: Axes, chart: Tiles, top: float) -> None:
    """Draw the scale's colours between its ends, and what a white tile means if there is one."""
    from matplotlib.patches import Rectangle

    low, high, missing = key_labels(chart)
    axes.text(0.05, top + 0.15, low, va="center", fontsize=9)
    left = 0.05 + fitting.ems(low) * 9 / 72 / _tile_inches(chart, panel_width_inches(axes)) + 0.15
    for number, colour in enumerate(key_steps()):
        axes.add_patch(Rectangle((left + number * 0.3, top), 0.3, 0.3, facecolor=colour, edgecolor="none"))
    left += 0.3 * len(key_steps()) + 0.15
    axes.text(left, top + 0.15, "　".join([high, missing]).rstrip("　"), va="center", fontsize=9)


def _tile_inches(chart: Tiles, width_inches: float) -> float:
    return min(_WIDEST_TILE_INCHES, (width_inches - 0.4) / (max(chart.columns) + 1))


def _fitting_pt(texts: tuple[str, ...], tile_inches: float, most_pt: float) -> float:
    """The largest size up to the most at which the longest text fits into a tile."""
    longest = max(map(fitting.ems, texts), default=1.0)
    return min(most_pt, tile_inches * (1 - _GAP) * 72 / max(longest, 1.0) * 0.92)
