"""A matrix of states in a notebook's figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.findings.charts import Matrix
from survey.outputs import style
from survey.outputs.drawing.scale import titled

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def draw_matrix(axes: Axes, chart: Matrix) -> None:
    """Draw a cell a state, the labels above, the groups below, the rows' notes at the right."""
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
    axes.set_title(f"{titled(chart)}　　{legend}", fontsize=10)
