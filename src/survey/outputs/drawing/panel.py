"""A chart's panel in a notebook's figure: how wide it is, and its title within it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from survey.outputs.text import breaking, fitting

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LABELS_PT, _TITLE_PT = 10, 12
_BESIDE_LABELS_INCHES = 0.2


def panel_width_inches(axes: Axes) -> float:
    """The panel's width in inches."""
    panel = axes.figure
    return panel.bbox.width / panel.dpi


def plot_width_inches(axes: Axes, labels: Sequence[str]) -> float:
    """The width of the panel without the labels beside the plot."""
    longest = max(map(fitting.ems, labels), default=0.0)
    return panel_width_inches(axes) - longest * _LABELS_PT / 72 - _BESIDE_LABELS_INCHES


def set_title(axes: Axes, title: str, labels: Sequence[str] = (), pad: float = 8) -> None:
    """Put the title above the plot, on as many lines as its width asks for."""
    length_ems = fitting.line_ems(plot_width_inches(axes, labels), _TITLE_PT)
    lines = fitting.wrapped(breaking.break_title(title, length_ems), length_ems)
    axes.set_title("\n".join(lines), pad=pad)
