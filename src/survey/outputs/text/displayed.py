"""Findings' tables as people read them: Japanese headings from the catalog, states in words, blanks as blanks."""

from __future__ import annotations

from functools import cache

import pandas as pd

from survey.catalog.specs import listed
from survey.findings import wording
from survey.findings.texts import columns


@cache
def _states() -> dict[str, str]:
    return dict(listed("states").itertuples(index=False, name=None))


def heading(column: str) -> str:
    """A column's Japanese heading; a column that is not listed (a ward's name) is its own."""
    return columns()[column].heading_ja if column in columns() else column


def kind(column: str) -> str:
    """How a column is written.

    text, count (whole), pct (one decimal), decimal (two, or more where they would hide its sign), number (as it is),
    state (a word for a code), day (a date, a month, a year or a fiscal year).
    """
    return columns()[column].format if column in columns() else "text"


def unit(column: str) -> str:
    """What a column's numbers count or measure (手続, %, 位); "" where they have no unit."""
    return columns()[column].unit_ja if column in columns() else ""


def is_listed(column: str) -> bool:
    """Whether the catalog lists the column; the columns of the matrix, which bear places' names, are not listed."""
    return column in columns()


def with_values(table: pd.DataFrame) -> pd.DataFrame:
    """The table without the columns in which no row shows anything; a table without rows stays as it is."""
    telling = [name for name in table.columns if any(written(value, name) for value in table[name])]
    return table[telling] if len(table) else table


def omitted_ja(table: pd.DataFrame) -> str:
    """The note that names the columns ``with_values`` leaves out; "" where it leaves out none."""
    headings = [heading(name) for name in table.columns.difference(with_values(table).columns, sort=False)]
    return f"どの行にも値がないため載せていない列：{'、'.join(headings)}" if headings else ""


def displayed(table: pd.DataFrame) -> pd.DataFrame:
    """The table as text under Japanese headings, ready to be shown; nothing is "".

    Counts have thousands separators, percentages one decimal; codes of states become words.
    """
    return pd.DataFrame({heading(name): [written(value, name) for value in table[name]] for name in table.columns})


def written(value: object, column: str) -> str:
    """One value as text."""
    if value is None or value is pd.NA or (isinstance(value, float) and pd.isna(value)):
        return ""
    match kind(column):
        case "count":
            return f"{value:,.0f}"
        case "pct":
            return f"{value:.1f}"
        case "decimal":
            return wording.decimal(value)
        case "number":
            return f"{value:,.10g}"
        case "state":
            return _states().get(str(value), str(value))
        case "day":
            return wording.day(str(value))
        case _:
            return str(value)
