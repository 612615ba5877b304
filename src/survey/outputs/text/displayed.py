"""Findings' tables as people read them: Japanese headings, states in words, blanks as blanks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

import pandas as pd

from survey.analysis.groups import Group
from survey.catalog.specs import listed
from survey.findings import wording
from survey.findings.texts import ColumnText, columns

# Kinds of column that hold figures.
NUMBERS = ("count", "pct", "decimal", "number")


@cache
def _states() -> dict[str, str]:
    return dict(listed("states").itertuples(index=False, name=None))


def kind(column: str) -> str:
    """How a column is written.

    text, count (whole), pct (one decimal), decimal (two, or more where they would hide its sign), number (as it is),
    state (a word for a code), day (a date, a month, a year or a fiscal year).
    """
    return columns()[column].format if column in columns() else "text"


def is_number(column: str) -> bool:
    """Whether a column holds figures."""
    return kind(column) in NUMBERS


def is_listed(column: str) -> bool:
    """Whether a finding words the column; the columns of the matrix, which bear places' names, are not worded."""
    return column in columns()


def with_values(table: pd.DataFrame) -> pd.DataFrame:
    """The table without the columns in which no row shows anything; a table without rows stays as it is."""
    telling = [name for name in table.columns if any(written(value, name) for value in table[name])]
    return table[telling] if len(table) else table


def written(value: str | float | None, column: str) -> str:
    """One value as text; nothing is "".

    Counts have thousands separators, percentages one decimal; codes of states become words.
    """
    if value is None or value is pd.NA or (isinstance(value, float) and pd.isna(value)):
        return ""
    match kind(column):
        case "count":
            return f"{value:,.0f}"
        case "pct":
            return f"{value:.1f}"
        case "decimal":
            return wording.decimal(float(value))
        case "number":
            return f"{value:,.10g}"
        case "state":
            return _states().get(str(value), str(value))
        case "day":
            return wording.day(str(value))
        case _:
            return str(value)


@dataclass(frozen=True)
class ColumnWords:
    """What columns are called and counted in, where the comparison group is called so (by default, any group)."""

    unit_ja: str = "団体"
    group_ja: str = "比べる相手"

    @classmethod
    def of(cls, group: Group) -> ColumnWords:
        """The words for those who are compared with this group."""
        return cls(group.unit_ja, group.name_ja)

    @cached_property
    def _columns(self) -> dict[str, ColumnText]:
        names = {"unit_ja": self.unit_ja, "group_ja": self.group_ja}
        return {
            name: text.model_copy(
                update={part: getattr(text, part).format(**names) for part in ("heading_ja", "bare_ja", "unit_ja")}
            )
            for name, text in columns().items()
        }

    def heading(self, column: str) -> str:
        """A column's Japanese heading; a column that no finding words (a ward's name) is its own."""
        return self._columns[column].heading_ja if column in self._columns else column

    def bare_heading(self, column: str) -> str:
        """A column's heading where every number wears its unit."""
        return self._columns[column].bare_heading_ja if column in self._columns else column

    def unit(self, column: str) -> str:
        """What a column's numbers count or measure (手続, %, 位); "" where they have no unit."""
        return self._columns[column].unit_ja if column in self._columns else ""

    def omitted_ja(self, table: pd.DataFrame) -> str:
        """The note that names the columns ``with_values`` leaves out; "" where it leaves out none."""
        omitted = table.columns.difference(with_values(table).columns, sort=False)
        headings = [self.heading(name) for name in omitted]
        return f"どの行にも値がないため載せていない列：{'、'.join(headings)}" if headings else ""

    def displayed(self, table: pd.DataFrame) -> pd.DataFrame:
        """The table as text under Japanese headings, ready to be shown; nothing is ""."""
        return pd.DataFrame(
            {self.heading(name): [written(value, name) for value in table[name]] for name in table.columns}
        )
