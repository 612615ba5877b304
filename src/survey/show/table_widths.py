"""How wide a table's columns are set: by what stands in them, where that makes the table lower."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import product

from survey.findings.charts import TextTable
from survey.show import fitting
from survey.show.native_table import row_heights
from survey.show.page import BODY_PT

# Beside a cell's text stand its margins and a little air.
_AROUND_IN, _BOLD, _HEADING_LINES, _SHORTEST = 0.24, 1.05, 3, "あいう"
# Text that is broken needs six letters a line or more.
_LEAST_BROKEN_IN = 1.45
# How readily a column gets all that its longest text needs, as a share of the width that is left to each.
_SHORT_SHARES = (1.0, 1.4, 0.7)
# How the rest is shared: by what each needs, or more evenly.
_POWERS = (0.9, 0.7, 0.5)


def fitted(chart: TextTable, width_in: float) -> TextTable:
    """The table with the columns' widths that make it lowest: its own, or those that its words ask for."""
    choices = [chart]
    for short_share, power in product(_SHORT_SHARES, _POWERS):
        choices.append(replace(chart, widths=_by_words(chart, width_in, short_share, power)))
    # No number is parted; then the lowest; of those as low as each other the one with fewer broken cells.
    return min(
        choices,
        key=lambda choice: (
            _broken(choice, width_in, _longest_word),
            _cramped(choice, width_in),
            round(sum(row_heights(choice, width_in)), 1),
            _broken(choice, width_in, str),
        ),
    )


def _cramped(chart: TextTable, width_in: float) -> int:
    """How many columns break their text in less room than a few words need."""
    widths_in = [width_in * share / sum(chart.widths) for share in chart.widths]
    return sum(
        column_in < _LEAST_BROKEN_IN and any(_text_in(row[column]) > column_in for row in chart.rows)
        for column, column_in in enumerate(widths_in)
    )


def _longest_word(text: str) -> str:
    """What must not be parted: the longest number or Latin word."""
    return max(re.findall(r"[!-~]+", text), key=len, default="")


def _broken(chart: TextTable, width_in: float, of: Callable[[str], str]) -> int:
    """In how many cells the text, or this of it, needs more than one line."""
    return sum(
        need_in > width_in * share / sum(chart.widths)
        for row in chart.rows
        for need_in, share in zip((_text_in(of(text)) for text in row), chart.widths, strict=True)
    )


def _by_words(chart: TextTable, width_in: float, short_share: float, power: float) -> tuple[float, ...]:
    """Columns that need no more than such a share of their part get it; the others share the rest by what they need."""
    needs = [_need_in(chart, column) for column in range(len(chart.headings))]
    settled: dict[int, float] = {}
    while len(settled) < len(needs):
        free_in = width_in - sum(settled.values())
        open_columns = [column for column in range(len(needs)) if column not in settled]
        fair_in = free_in / len(open_columns)
        short = [column for column in open_columns if needs[column] <= fair_in * short_share]
        if not short:
            total = sum(needs[column] ** power for column in open_columns)
            settled |= {column: free_in * needs[column] ** power / total for column in open_columns}
        elif len(short) == len(open_columns):
            spare_in = (free_in - sum(needs[column] for column in short)) / len(short)
            settled |= {column: needs[column] + spare_in for column in short}
        else:
            settled |= {column: needs[column] for column in short}
    return tuple(settled[column] for column in range(len(needs)))


def _need_in(chart: TextTable, column: int) -> float:
    texts = [row[column] for row in chart.rows]
    heading = chart.headings[column]
    # A heading may break; it keeps room for a third of it, and a word.
    return max(map(_text_in, [*texts, heading[: len(heading) // _HEADING_LINES + 1], _SHORTEST]))


def _text_in(text: str) -> float:
    return fitting.ems(text) * _BOLD * BODY_PT / 72 / 0.95 + _AROUND_IN
