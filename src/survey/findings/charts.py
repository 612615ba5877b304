"""What a chart says, without saying how it is drawn: the notebook's figure and the slide's chart come from here.

A chart with ``shown`` shows some of its rows only.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Shown:
    """How many rows a chart shows of how many, where these are not all: its title says so in a note.

    ``are_first``: they stand first in the table's order. ``with_subject_ja`` is the municipality's name where its row
    stands further down and was added as the last one. ``including_ja`` says what is counted among all of them.
    ``where_all_ja`` is where a medium's reader finds all of them.
    """

    drawn: int
    of: int
    are_first: bool = False
    with_subject_ja: str = ""
    including_ja: str = ""
    where_all_ja: str = ""

    @property
    def note_ja(self) -> str:
        """The note behind the title."""
        rows = f"{self.drawn - 1}と{self.with_subject_ja}" if self.with_subject_ja else f"{self.drawn}"
        where = f"、全部は{self.where_all_ja}" if self.where_all_ja else ""
        return f"（{self.including_ja}{self.of}のうち{'上から' if self.are_first else ''}{rows}を表示{where}）"


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
    ``whole`` is the longer chart that these labels are a part of: its scale, colours and decimals are theirs.
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
    whole: Bars | None = None
    shown: Shown | None = None


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
    shown: Shown | None = None


@dataclass(frozen=True)
class Ranges:
    """Places in a ranking as spans, first label on top: from the best to the worst place each may take.

    ``best`` and ``worst`` are whole places from 1 on (None in both: no place, drawn as nothing); a place n fills
    the axis from n - 1 to n. ``written`` stands beside each span; ``last_place`` is the axis' end.
    """

    title_ja: str
    labels: tuple[str, ...]
    best: tuple[int | None, ...]
    worst: tuple[int | None, ...]
    written: tuple[str, ...]
    last_place: int
    alt_ja: str
    highlight: frozenset[int] = frozenset()
    shown: Shown | None = None


@dataclass(frozen=True)
class Slopes:
    """Two values a label, of one definition, as a line from the left end to the right one: what rose more is steeper.

    ``ends_ja`` name the ends. ``named`` are the labels whose name and values are written, the most wanted first; of
    two that would stand on each other the first one is.
    """

    title_ja: str
    ends_ja: tuple[str, str]
    labels: tuple[str, ...]
    starts: tuple[float, ...]
    ends: tuple[float, ...]
    unit_ja: str
    alt_ja: str
    named: tuple[int, ...] = ()
    highlight: frozenset[int] = frozenset()
    shown: Shown | None = None


@dataclass(frozen=True)
class Tiles:
    """A map of equal tiles: each label's column and row (from 0, top left), its value and the words under its name.

    A value of None is a tile without colour. ``lowest`` and ``highest`` are the ends of the colour scale.
    """

    title_ja: str
    labels: tuple[str, ...]
    columns: tuple[int, ...]
    rows: tuple[int, ...]
    values: tuple[float | None, ...]
    written: tuple[str, ...]
    lowest: float
    highest: float
    unit_ja: str
    alt_ja: str
    highlight: frozenset[int] = frozenset()
    shown: Shown | None = None


@dataclass(frozen=True)
class TextTable:
    """A small table of words and numbers for a slide, where no bars would say more; a notebook shows ``table`` instead.

    ``widths`` are the columns' shares of the width; ``numeric`` the columns that are set flush right. ``is_continued``:
    its first rows stand on an earlier slide.
    """

    title_ja: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    alt_ja: str
    numeric: frozenset[int] = frozenset()
    highlight: frozenset[int] = frozenset()
    shown: Shown | None = None
    is_continued: bool = False


# What a figure draws, and that with the tables, which only slides show.
DrawnChart = Bars | Matrix | Ranges | Slopes | Tiles
Chart = DrawnChart | TextTable


def title_and_note_ja(chart: Chart) -> str:
    """A chart's title with the note on how many rows it shows, where these are not all."""
    return f"{chart.title_ja}{chart.shown.note_ja if chart.shown else ''}"
