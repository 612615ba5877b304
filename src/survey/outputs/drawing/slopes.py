"""Lines between two ends in a notebook's figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.findings.charts import Slopes
from survey.outputs import style
from survey.outputs.drawing.panel import set_title
from survey.outputs.drawing.scale import decimals, slope_axis, slope_colour, slope_labels, titled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

HEIGHT_INCHES = 5.0
_WORDS_PT, _AWAY_PT = 10, 7
_AROUND_PLOT_INCHES = 1.0


def draw_slopes(axes: Axes, chart: Slopes) -> None:
    """Draw a line a label between the two ends; the named ones have their words beside them, the subject on top."""
    count = decimals([*chart.starts, *chart.ends])
    starts, ends = slope_labels(chart, HEIGHT_INCHES - _AROUND_PLOT_INCHES, _WORDS_PT)
    for label, values in enumerate(zip(chart.starts, chart.ends, strict=True)):
        mine = label in chart.highlight
        axes.plot(
            (0, 1),
            values,
            color=slope_colour(chart, label, ends),
            linewidth=2.5 if mine else 1.0,
            marker="o",
            markersize=6 if mine else 4,
            zorder=3 if mine else 2 if label in ends else 1,
        )
        if label in starts:
            _word(axes, chart, label, 0, f"{values[0]:,.{count}f}")
        if label in ends:
            _word(axes, chart, label, 1, f"{chart.labels[label]} {values[1]:,.{count}f}")
    axes.set_xlim(-0.5, 1.5)
    axes.set_ylim(*slope_axis(chart))
    axes.set_xticks([0, 1], chart.ends_ja)
    axes.set_yticks([])
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)
    set_title(axes, titled(chart))


def _word(axes: Axes, chart: Slopes, label: int, end: int, words: str) -> None:
    axes.annotate(
        words,
        (end, (chart.starts, chart.ends)[end][label]),
        xytext=(_AWAY_PT if end else -_AWAY_PT, 0),
        textcoords="offset points",
        ha="left" if end else "right",
        va="center",
        fontsize=_WORDS_PT,
        color=style.ACCENT if label in chart.highlight else style.TEXT,
    )
