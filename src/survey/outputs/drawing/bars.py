"""Bars in a notebook's figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.findings.charts import Bars
from survey.outputs import style
from survey.outputs.drawing.panel import plot_width_inches, set_title
from survey.outputs.drawing.scale import bar_colour, decimals, titled
from survey.outputs.text import fitting

if TYPE_CHECKING:
    from matplotlib.axes import Axes


_WORDS_PT, _LEGEND_PT, _NUMBER_PT, _NUMBER_AWAY_PT = 14, 18, 9, 3


def draw_bars(axes: Axes, chart: Bars) -> None:
    """Draw bars with their numbers; a reference line and a legend where there is one."""
    from matplotlib.transforms import ScaledTranslation

    labels = range(len(chart.labels))
    run = 1 if chart.stacked else len(chart.series)
    thickness = 0.78 / run
    left = [0.0] * len(chart.labels)
    count = decimals(value for series in chart.series for value in series.values)
    for number, series in enumerate(chart.series):
        values = [value if value is not None else 0.0 for value in series.values]
        shift = 0.0 if chart.stacked else (number - (run - 1) / 2) * thickness
        drawn = axes.barh(
            [label + shift for label in labels],
            values,
            height=thickness,
            left=left if chart.stacked else None,
            color=[bar_colour(chart, number, label) for label in labels],
            edgecolor=style.QUIET if series.role == "absent" else "none",
            linewidth=0.6,
            label=series.name_ja,
        )
        if chart.stacked:
            left = [start + value for start, value in zip(left, values, strict=True)]
        inside = chart.stacked
        numbers = axes.bar_label(
            drawn,
            [_written(value, count, inside=inside) for value in series.values],
            label_type="center" if inside else "edge",
            padding=0 if inside else _NUMBER_AWAY_PT,
            fontsize=_NUMBER_PT,
            color=style.TEXT,
        )
        for label, text in enumerate(numbers if inside else []):
            text.set_color(style.ink_on(bar_colour(chart, number, label)))
        for value, text in zip(values, [] if inside else numbers, strict=False):
            text.xy = (_beside_reference(axes, chart, value, text.get_text()), text.xy[1])
    axes.set_yticks(list(labels), chart.labels)
    for index in chart.highlight:
        axes.get_yticklabels()[index].set_color(style.ACCENT)
    axes.invert_yaxis()
    axes.set_xlim(0, chart.maximum if chart.maximum and chart.stacked else _room(chart))
    axes.margins(y=0.01)
    axes.xaxis.set_visible(False)
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    if chart.reference:
        value, words = chart.reference
        axes.axvline(value, color=style.MUTED, linewidth=0.9, linestyle="--", zorder=3)
        axes.annotate(words, (value, 1), xycoords=("data", "axes fraction"), xytext=(3, 2), textcoords="offset points",
                      color=style.MUTED, fontsize=9)  # fmt: skip
    # Above the plot stand, from below, the reference line's words, the legend and the title.
    has_legend, words_pt = len(chart.series) > 1, _WORDS_PT if chart.reference else 0
    set_title(axes, titled(chart), chart.labels, pad=8 + words_pt + (_LEGEND_PT if has_legend else 0))
    if has_legend:
        above = axes.transAxes + ScaledTranslation(0, words_pt / 72, axes.figure.dpi_scale_trans)
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), bbox_transform=above, ncols=len(chart.series),
                    frameon=False, fontsize=9)  # fmt: skip


def _written(value: float | None, count: int, *, inside: bool) -> str:
    """A bar's number; a part of no length has no room for its zero, which would stand on the next part."""
    return "" if value is None or (inside and value == 0) else f"{value:,.{count}f}"


def _beside_reference(axes: Axes, chart: Bars, value: float, written: str) -> float:
    """Where a bar's number starts: at the bar's end, or behind the reference line where it would stand on that."""
    if not chart.reference:
        return value
    line = chart.reference[0]
    needs_inches = (fitting.ems(written) * _NUMBER_PT + 2 * _NUMBER_AWAY_PT) / 72
    needs = needs_inches / plot_width_inches(axes, chart.labels) * _room(chart)
    return line if value <= line <= value + needs else value


def _room(chart: Bars) -> float:
    """The axis' end: a little beyond the longest bar, so that its number fits."""
    longest = max((value for series in chart.series for value in series.values if value is not None), default=1.0)
    return max(longest, chart.maximum or 0.0, 1.0) * 1.12
