"""Draws chart descriptions with matplotlib: the notebooks' figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.findings.charts import Bars, Chart, Matrix
from survey.show import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_BAR_HEIGHT_IN = 0.27
_HEAD_IN = 1.1


def figure(charts: tuple[Chart, ...]) -> Figure:
    """One figure with the charts side by side.

    Raises:
        ValueError: there is no chart to draw.
    """
    from matplotlib.figure import Figure

    if not charts:
        raise ValueError("a finding without charts has no figure")
    style.use_house_style()
    height = max(_height_in(chart) for chart in charts)
    width = 11.0 if len(charts) == 1 else 13.0
    drawing = Figure(figsize=(width, height), layout="constrained")
    for axes, chart in zip(drawing.subplots(1, len(charts), squeeze=False)[0], charts, strict=True):
        if isinstance(chart, Matrix):
            _draw_matrix(axes, chart)
        else:
            _draw_bars(axes, chart)
    return drawing


def png(charts: tuple[Chart, ...]) -> bytes:
    """The figure as PNG, the same bytes on every run (no date, no software name inside)."""
    import io

    buffer = io.BytesIO()
    figure(charts).savefig(buffer, format="png", dpi=100, metadata={"Software": None})
    return buffer.getvalue()


def alt_text(charts: tuple[Chart, ...]) -> str:
    """What the figure shows, for those who do not see it."""
    return "／".join(chart.alt_ja for chart in charts)


def _height_in(chart: Chart) -> float:
    if isinstance(chart, Matrix):
        return 2.6 + 0.24 * len(chart.row_labels)
    rows = len(chart.labels) * (1 if chart.stacked else len(chart.series))
    return _HEAD_IN + _BAR_HEIGHT_IN * max(rows, 3)


def _draw_bars(axes: Axes, chart: Bars) -> None:
    labels = range(len(chart.labels))
    run = 1 if chart.stacked else len(chart.series)
    thickness = 0.78 / run
    left = [0.0] * len(chart.labels)
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
        if number == 0 or not chart.stacked:
            written = ["" if value is None else f"{value:,.10g}" for value in series.values]
            inside = chart.stacked
            axes.bar_label(
                drawn,
                written,
                label_type="center" if inside else "edge",
                padding=0 if inside else 3,
                fontsize=9,
                color="white" if inside else style.TEXT,
                # A number that meets the reference line stays readable.
                bbox=None if inside else {"facecolor": "white", "linewidth": 0, "pad": 0.6},
                zorder=5,
            )
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
    has_legend = len(chart.series) > 1
    axes.set_title(titled(chart), pad=26 if has_legend or chart.reference else 8)
    if has_legend:
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=len(chart.series), frameon=False, fontsize=9)


def titled(chart: Bars) -> str:
    """The chart's title with its unit, since the axis is not drawn."""
    return f"{chart.title_ja}　単位：{chart.unit_ja}"


def _room(chart: Bars) -> float:
    """The axis' end: a little beyond the longest bar, so that its number fits."""
    longest = max((value for series in chart.series for value in series.values if value is not None), default=1.0)
    return max(longest, chart.maximum or 0.0, 1.0) * 1.12


def bar_colour(chart: Bars, series: int, label: int) -> str:
    """A bar's colour: the accent for what is stressed, the role's colour for the rest."""
    role = chart.series[series].role
    if role != "main":
        return style.ROLE_COLOURS[role]
    stressed = label in chart.highlight or (not chart.highlight and len(chart.series) > 1)
    return style.ACCENT if stressed else style.ROLE_COLOURS[role]


def _draw_matrix(axes: Axes, chart: Matrix) -> None:
    from matplotlib.patches import Rectangle

    rows, columns = len(chart.row_labels), len(chart.column_labels)
    marks = {state: mark for state, mark, _ in chart.legend}
    for row, states in enumerate(chart.states):
        for column, state in enumerate(states):
            colour = style.ACCENT if state == "online" and row == chart.highlight_row else style.STATE_COLOURS[state]
            axes.add_patch(Rectangle((column, row), 1, 1, facecolor=colour, edgecolor="#C6CBD4", linewidth=0.5))
            ink = "white" if state == "online" else style.MUTED
            axes.text(column + 0.5, row + 0.5, marks[state], ha="center", va="center", fontsize=8, color=ink)
    for row, note in enumerate(chart.row_notes):
        axes.text(columns + 0.5, row + 0.5, note, ha="center", va="center", fontsize=9)
    axes.text(columns + 0.5, -0.2, chart.row_notes_title_ja, ha="center", va="bottom", fontsize=9)
    if chart.highlight_row is not None:
        axes.add_patch(
            Rectangle(
                (0, chart.highlight_row),
                columns,
                1,
                fill=False,
                edgecolor=style.ACCENT,
                linewidth=2,
                zorder=4,
            )
        )
    for column, label in enumerate(chart.column_labels):
        axes.text(column + 0.5, -0.2, label, rotation=90, ha="center", va="bottom", fontsize=9)
    start = 0
    for name, span in chart.column_groups:
        axes.plot([start + 0.1, start + span - 0.1], [rows + 0.35] * 2, color=style.MUTED, linewidth=1)
        axes.text(start + span / 2, rows + 0.6, name, ha="center", va="top", fontsize=9, color=style.MUTED)
        start += span
    axes.set_yticks([row + 0.5 for row in range(rows)], chart.row_labels)
    if chart.highlight_row is not None:
        axes.get_yticklabels()[chart.highlight_row].set_color(style.ACCENT)
    axes.set_xlim(0, columns + 1)
    axes.set_ylim(rows + 1.6, -7.6)
    axes.set_xticks([])
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)
    legend = "　".join(f"{mark or '空白'} {meaning}" for _, mark, meaning in chart.legend)
    axes.set_title(f"{chart.title_ja}　　{legend}", fontsize=10)
