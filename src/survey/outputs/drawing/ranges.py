"""Places as spans in a notebook's figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.findings.charts import Ranges
from survey.outputs import style
from survey.outputs.drawing.panel import plot_width_inches, set_title
from survey.outputs.drawing.scale import axis_end, guide_step, span_colour, titled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_WORDS_PT = 9


def draw_ranges(axes: Axes, chart: Ranges) -> None:
    """Draw a span a label over light guide lines, its words beside it; the best place is at the left."""
    end = axis_end(chart, plot_width_inches(axes, chart.labels), _WORDS_PT)
    for label, (best, worst) in enumerate(zip(chart.best, chart.worst, strict=True)):
        if best is not None and worst is not None:
            # The outline lets one place of many hundreds be seen.
            colour = span_colour(chart, label)
            axes.barh(
                label, worst - best + 1, height=0.62, left=best - 1, color=colour, edgecolor=colour, linewidth=1.5
            )
        axes.annotate(
            chart.written[label],
            (worst or 0, label),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize=_WORDS_PT,
            color=style.ACCENT if label in chart.highlight else style.TEXT,
        )
    step = guide_step(chart, end)
    for line in range(round(chart.last_place / step) + 1):
        axes.axvline(line * step, color=style.GUIDE, linewidth=0.9, zorder=0)
    axes.set_yticks(range(len(chart.labels)), chart.labels)
    for index in chart.highlight:
        axes.get_yticklabels()[index].set_color(style.ACCENT)
    axes.set_ylim(len(chart.labels) - 0.4, -0.6)
    axes.set_xlim(0, end)
    axes.set_xticks([0, chart.last_place], ["1位", f"{chart.last_place:,}位"])
    axes.tick_params(length=0, top=False, labeltop=True, labelbottom=False)
    for spine in axes.spines.values():
        spine.set_visible(False)
    set_title(axes, titled(chart), chart.labels, pad=24)
