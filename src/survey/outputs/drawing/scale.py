"""What a chart's two drawings share, the notebook's figure and the slide's native chart: colours, words, guides."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from survey.findings.charts import Bars, Chart, DrawnChart, Ranges, Slopes, TextTable, Tiles, title_and_note_ja
from survey.outputs import style
from survey.outputs.text import fitting

_CONTINUED_JA = "（続き）"
# Guide lines part the places into quarters, or fewer parts where the words beside the spans take the room.
_MOST_PARTS = 4
# How far the axis of slopes goes on behind its values, in their span.
_BEYOND_VALUES = 0.06
# Of the axis at most this much is left to the words beside the spans: the places are the picture.
MOST_ROOM = 0.4


def pictures(charts: tuple[Chart, ...]) -> tuple[DrawnChart, ...]:
    """The charts that are drawn; a table of words is not, as a notebook shows the finding's own table."""
    return tuple(chart for chart in charts if not isinstance(chart, TextTable))


def titled(chart: Chart, *, is_continued: bool = False) -> str:
    """The chart's title: how many rows it shows if not all, its unit where no axis says it, whether it goes on.

    "" for a part of a chart, which has none of its own.
    """
    if not chart.title_ja:
        return ""
    is_continued = is_continued or (isinstance(chart, TextTable) and chart.is_continued)
    unit_ja = f"　単位：{chart.unit_ja}" if isinstance(chart, Bars | Slopes | Tiles) else ""
    return f"{title_and_note_ja(chart)}{unit_ja}{_CONTINUED_JA if is_continued else ''}"


def bar_colour(chart: Bars, series: int, label: int) -> str:
    """A bar's colour: the accent for what is stressed, the role's colour for the rest."""
    role = chart.series[series].role
    if role != "main":
        return style.ROLE_COLOURS[role]
    none_is = not (chart.whole or chart).highlight and len(chart.series) > 1
    stressed = label in chart.highlight or none_is
    return style.ACCENT if stressed else style.ROLE_COLOURS[role]


def span_colour(chart: Ranges, label: int) -> str:
    """A span's colour: the accent for what is stressed."""
    return style.ACCENT if label in chart.highlight else style.ROLE_COLOURS["main"]


def slope_colour(chart: Slopes, label: int, named: Collection[int]) -> str:
    """A line's colour: the accent for what is stressed, a middle tone for what is named, a quiet one for the rest."""
    if label in chart.highlight:
        return style.ACCENT
    return style.SECOND if label in named else style.QUIET


def slope_axis(chart: Slopes) -> tuple[float, float]:
    """Where the axis of a chart of slopes begins and ends: a little beyond its values."""
    values = [*chart.starts, *chart.ends]
    beyond = (max(values) - min(values)) * _BEYOND_VALUES or 1.0
    return min(values) - beyond, max(values) + beyond


def slope_labels(chart: Slopes, plot_height_inches: float, size_pt: float) -> tuple[list[int], list[int]]:
    """The labels whose start, and those whose name and end, are written: none on another, the most wanted first."""
    low, high = slope_axis(chart)
    apart = fitting.height_inches(1, size_pt) / plot_height_inches * (high - low)
    right = _standing_apart(chart.named, chart.ends, apart)
    return _standing_apart(right, chart.starts, apart), right


def _standing_apart(wanted: Iterable[int], values: Sequence[float], apart: float) -> list[int]:
    found: list[int] = []
    for label in wanted:
        if all(abs(values[label] - values[other]) >= apart for other in found):
            found.append(label)
    return found


def decimals(values: Iterable[float | None]) -> int:
    """How many decimals all of some numbers are written with, two at most: none has fewer than another."""
    known = [value for value in values if value is not None]
    return next((count for count in (0, 1) if all(round(value, count) == round(value, 6) for value in known)), 2)


def tile_colour(chart: Tiles, label: int) -> str:
    """A tile's colour on the scale from the palest to the deepest; white for a tile without a value."""
    value = chart.values[label]
    if value is None:
        return style.WHITE
    span = chart.highest - chart.lowest
    return style.scale_colour((value - chart.lowest) / span if span else 0.5)


def label_room_share(chart: Ranges, plot_width_inches: float, size_pt: float) -> float:
    """The share of the plot that the words beside the spans need, so that there is room behind the last place."""
    label_width_inches = max(map(fitting.ems, chart.written), default=0.0) * size_pt / 72 + 0.15
    return label_width_inches / plot_width_inches


def axis_end(chart: Ranges, plot_width_inches: float, size_pt: float) -> float:
    """Where the axis of places ends when the words beside a span that ends at the last place have room."""
    return chart.last_place / (1 - min(label_room_share(chart, plot_width_inches, size_pt), MOST_ROOM))


def guide_step(chart: Ranges, end: float) -> float:
    """The distance of the light guide lines: they part the places evenly, and none lies behind the last place."""
    room = end - chart.last_place
    parts = next((parts for parts in range(_MOST_PARTS, 1, -1) if chart.last_place / parts > room), 1)
    return chart.last_place / parts


def key_steps(number: int = 5) -> list[str]:
    """The colours that a map's key shows, from the lowest to the highest."""
    return [style.scale_colour(step / (number - 1)) for step in range(number)]


def key_labels(chart: Tiles) -> tuple[str, str, str]:
    """The words of a map's key: the scale's lowest, its highest, and what a tile without colour means ("" if none)."""
    missing = "破線は数値なし" if None in chart.values else ""
    return f"{chart.lowest:,.10g}{chart.unit_ja}", f"{chart.highest:,.10g}{chart.unit_ja}", missing
