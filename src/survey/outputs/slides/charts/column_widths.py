"""How wide a table's columns are set: by what stands in them, where that makes the table lower."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from itertools import product

from survey.findings.charts import TextTable
from survey.outputs.slides.charts.table import is_short, row_heights
from survey.outputs.slides.page_layout import BODY_PT
from survey.outputs.text import fitting
from survey.outputs.text.phrases import heading_words, phrases, unbreakable_parts

# Beside a cell's text stand its margins and a little air.
_AROUND_INCHES, _BOLD, _HEADING_LINES, _SHORTEST = 0.22, 1.09, 3, "あいう"
# Text that is broken needs six letters a line or more.
_LEAST_BROKEN_INCHES = 1.45
# How readily a column gets all that its longest text needs, as a share of the width that is left to each.
_SHORT_SHARES = (1.0, 1.4, 0.7)
# Widths are worked out as shares, and come back a little smaller or larger.
_ROUNDING_INCHES = 1e-6
# How the rest is shared: by what each needs, or more evenly.
_POWERS = (0.9, 0.7, 0.5)


@lru_cache(maxsize=1 << 8)
def with_best_widths(chart: TextTable, width_inches: float) -> TextTable:
    """The table with the columns' widths that make it lowest: its own, or those that its words ask for."""
    choices = [chart, *(_by_words(chart, width_inches, *how) for how in product(_SHORT_SHARES, _POWERS))]
    least_inches = [_least_inches(chart, column) for column in range(len(chart.headings))]
    choices += [_widened(choice, width_inches, least_inches) for choice in choices]
    # No number and no heading's word is parted; then the lowest; of those as low as each other the one with fewer
    # broken cells.
    return min(
        dict.fromkeys(choices),
        key=lambda choice: (
            sum(
                need > has + _ROUNDING_INCHES
                for need, has in zip(least_inches, _widths_inches(choice, width_inches), strict=True)
            ),
            _cramped(choice, width_inches),
            round(sum(row_heights(choice, width_inches)), 1),
            _broken(choice, width_inches),
        ),
    )


def _least_inches(chart: TextTable, column: int) -> float:
    """The width in which nothing is parted that must not be: a number and its unit, a word of a heading or a name."""
    texts = [row[column] for row in chart.rows]
    parts = [part for text in texts for part in (phrases if is_short(text) else unbreakable_parts)(text)]
    return max(map(_text_inches, [*heading_words(chart.headings[column]), *parts]), default=0.0)


def _widened(chart: TextTable, width_inches: float, least_inches: list[float]) -> TextTable:
    """The table with every column as wide as it needs to be at least; what others have beyond that pays for it."""
    widths_inches = _widths_inches(chart, width_inches)
    lacking_inches = sum(max(0.0, least - width) for least, width in zip(least_inches, widths_inches, strict=True))
    spare_inches = sum(max(0.0, width - least) for least, width in zip(least_inches, widths_inches, strict=True))
    if lacking_inches > spare_inches or not lacking_inches:
        return chart
    share_left = 1 - lacking_inches / spare_inches
    pairs = zip(least_inches, widths_inches, strict=True)
    return replace(chart, widths=tuple(least + max(0.0, width - least) * share_left for least, width in pairs))


def _widths_inches(chart: TextTable, width_inches: float) -> list[float]:
    return [width_inches * share / sum(chart.widths) for share in chart.widths]


def _cramped(chart: TextTable, width_inches: float) -> int:
    """How many columns break their text in less room than a few words need."""
    widths_inches = _widths_inches(chart, width_inches)
    return sum(
        column_inches < _LEAST_BROKEN_INCHES and any(_text_inches(row[column]) > column_inches for row in chart.rows)
        for column, column_inches in enumerate(widths_inches)
    )


def _broken(chart: TextTable, width_inches: float) -> int:
    """In how many cells the text needs more than one line."""
    widths_inches = _widths_inches(chart, width_inches)
    return sum(_text_inches(text) > width for row in chart.rows for text, width in zip(row, widths_inches, strict=True))


def _by_words(chart: TextTable, width_inches: float, short_share: float, power: float) -> TextTable:
    """Columns that need no more than such a share of their part get it; the others share the rest by what they need."""
    needs = [_need_inches(chart, column) for column in range(len(chart.headings))]
    settled: dict[int, float] = {}
    while len(settled) < len(needs):
        free_inches = width_inches - sum(settled.values())
        open_columns = [column for column in range(len(needs)) if column not in settled]
        fair_inches = free_inches / len(open_columns)
        short = [column for column in open_columns if needs[column] <= fair_inches * short_share]
        if not short:
            total = sum(needs[column] ** power for column in open_columns)
            settled |= {column: free_inches * needs[column] ** power / total for column in open_columns}
        elif len(short) == len(open_columns):
            spare_inches = (free_inches - sum(needs[column] for column in short)) / len(short)
            settled |= {column: needs[column] + spare_inches for column in short}
        else:
            settled |= {column: needs[column] for column in short}
    return replace(chart, widths=tuple(settled[column] for column in range(len(needs))))


def _need_inches(chart: TextTable, column: int) -> float:
    texts = [row[column] for row in chart.rows]
    heading = chart.headings[column]
    # A heading may break; it keeps room for a third of it, and its longest word.
    third = heading[: len(heading) // _HEADING_LINES + 1]
    return max(map(_text_inches, [*texts, third, *heading_words(heading), _SHORTEST]))


def _text_inches(text: str) -> float:
    return fitting.ems(text) * _BOLD * BODY_PT / 72 / 0.95 + _AROUND_INCHES
