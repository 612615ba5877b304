"""What a chart says, without saying how it is drawn: the notebook's figure and the slide's chart come from here."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Series:
    """One run of bars: its name, one value a label (None: no figure, which is drawn as nothing), its role.

    ``role`` is main, second, quiet or absent, and decides the colour.
    """

    name_ja: str
    values: tuple[float | None, ...]
    role: str = "main"


@dataclass(frozen=True)
class Bars:
    """Horizontal bars, first label on top; several series are stacked, or stand side by side.

    ``highlight`` is the index of the labels to stress; ``reference`` a value to draw a line at, and its words.
    """

    title_ja: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit_ja: str
    alt_ja: str
    stacked: bool = False
    highlight: frozenset[int] = frozenset()
    maximum: float | None = None
    reference: tuple[float, str] | None = None


@dataclass(frozen=True)
class Matrix:
    """Rows by columns of states; ``legend`` gives each state its mark and meaning, in order.

    ``column_groups`` are the headings above the columns with the number of columns each spans.
    """

    title_ja: str
    row_labels: tuple[str, ...]
    column_labels: tuple[str, ...]
    column_groups: tuple[tuple[str, int], ...]
    states: tuple[tuple[str, ...], ...]
    legend: tuple[tuple[str, str, str], ...]
    alt_ja: str
    highlight_row: int | None = None
    row_notes: tuple[str, ...] = field(default=())
    row_notes_title_ja: str = ""


Chart = Bars | Matrix
