"""A finding with the published cells behind it and behind each row of its table, worked out once for every medium.

Three media show where a number comes from, and all of them ask a ``Page``:

* the workbook's column 元の欄: ``page.rows[n]`` are the cells behind row n, written by ``workbook.origin``;
* the report's 元: the same, packed as JSON by ``report.cells``; beside them ``page.own`` for the finding as a whole;
* the slides' notes: ``page.cells``, grouped by ``source_number``, ``part`` and ``municipality_code``.

None of them looks into ``Finding.evidence`` again, and none asks ``findings.trace.cited_sources``: ``page.sources``
has the answer. The numbers of a headline with what they count are ``page.values``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from numbers import Real
from typing import NamedTuple

import pandas as pd

from survey.analysis.groups import Subject
from survey.findings.finding import Finding
from survey.findings.texts import filled

# What a row may be about beside its municipality: a table has at most one of these columns.
_ITEMS = ("procedure_id", "practice_id", "commitment_id", "indicator_id", "problem_id")


class Value(NamedTuple):
    """A number of a headline with what it counts."""

    label_ja: str
    value: float
    unit_ja: str


class ListedValues(NamedTuple):
    """Numbers of a headline, one for each of several things: the list's label, each thing with its number, the unit."""

    label_ja: str
    values: tuple[tuple[str, float], ...]
    unit_ja: str


@dataclass(frozen=True)
class Page:
    """A finding, or a view of one, with its sources and the published cells behind it.

    ``sources`` are the rows of table ``sources`` that it cites, in order: a source's number is its place there, from 1.
    ``view_of`` is the finding that it shows another way.
    """

    finding: Finding
    subject: Subject
    sources: pd.DataFrame
    view_of: Finding | None = None

    @property
    def id(self) -> str:
        """The finding's id, which ``survey trace`` takes."""
        return self.finding.id

    @property
    def sheet_ja(self) -> str:
        """What its sheet is called, by which notes and slides point to it."""
        return self.finding.texts.sheet_ja

    @property
    def section_ja(self) -> str:
        """The section of deck, report and index that it stands in; a view stands behind its finding."""
        return self._filled((self.view_of or self.finding).texts.section_ja)

    @property
    def listed_as_ja(self) -> str:
        """What a list of contents calls it: its question, or why there is no answer."""
        return self.finding.question_ja if self.finding.computable else self.finding.headline_ja

    @property
    def values(self) -> list[Value]:
        """The numbers of its headline that its words label, in their order."""
        return [
            Value(self._filled(text.label_ja), self.finding.values[name], self._filled(text.unit_ja))
            for name, text in self.finding.texts.values.items()
            if text.each_name is None and self.finding.values.get(name) is not None
        ]

    @property
    def listed_values(self) -> list[ListedValues]:
        """The lists of numbers of its headline, without those that are empty."""
        found = []
        for name, text in self.finding.texts.values.items():
            if text.each_name and (each := self.finding.values.get(name)):
                values = tuple((value[text.each_name], value[text.each_number]) for value in each)
                found.append(ListedValues(self._filled(text.label_ja), values, self._filled(text.unit_ja)))
        return found

    @property
    def numbers(self) -> dict[str, float]:
        """The other numbers of its headline, those that its words do not label, by name; without yes and no."""
        return {
            name: value
            for name, value in self.finding.values.items()
            if name not in self.finding.texts.values
            if isinstance(value, Real) and not isinstance(value, bool)
        }

    @property
    def compares_group(self) -> bool:
        """Whether it sets the municipality beside its whole comparison group."""
        return self.numbers.get("group_size") == self.subject.group.size

    def _filled(self, template: str) -> str:
        return filled(template, self.subject.group)

    @cached_property
    def cells(self) -> pd.DataFrame:
        """Every cell used, numbered from 0.

        Columns: those of ``Finding.evidence``; source_number; part and address, the two halves of the locator.
        """
        found = self.finding.evidence.reset_index(drop=True)
        halves = found["locator"].astype("str").str.partition("!")
        editions = zip(self.sources["source_id"], self.sources["edition"], strict=True)
        numbers = {edition: number for number, edition in enumerate(editions, start=1)}
        used = zip(found["source_id"], found["edition"], strict=True)
        return found.assign(
            source_number=pd.Series([numbers[edition] for edition in used], index=found.index, dtype="int64"),
            part=halves[0] if len(found) else "",
            address=halves[2] if len(found) else "",
        )

    @cached_property
    def cells_by_source(self) -> dict[int, pd.DataFrame]:
        """By source, as numbered in ``sources``, its cells; a source that is cited without one has no rows."""
        numbers = self.cells["source_number"]
        return {number: self.cells[numbers == number] for number in range(1, len(self.sources) + 1)}

    @property
    def rows_by(self) -> tuple[str, ...]:
        """The columns of its table that say which cells stand behind a row; () where none does.

        A table that names a cell itself (locator) goes by that; else the row's municipality, or the procedure, practice
        or other thing that it is about, or both.
        """
        columns = self.finding.table.columns
        if "locator" in columns:
            return ("locator",)
        item = next((name for name in _ITEMS if name in columns), None)
        whose = ("municipality_code",) if "municipality_code" in columns else ()
        return (*whose, *((item,) if item else ()))

    @cached_property
    def rows(self) -> tuple[tuple[int, ...], ...]:
        """By row of its table the cells behind it, as their numbers in ``cells``; all empty where ``rows_by`` is ()."""
        by = self.rows_by
        if not by:
            return ((),) * len(self.finding.table)
        named = ["item_id" if name in _ITEMS else name for name in by]
        behind: dict[tuple, list[int]] = {}
        for number, key in enumerate(self.cells[named].itertuples(index=False, name=None)):
            behind.setdefault(key, []).append(number)
        wanted = self.finding.table[list(by)].itertuples(index=False, name=None)
        return tuple(tuple(behind.get(key, ())) for key in wanted)

    @cached_property
    def own(self) -> tuple[int, ...]:
        """The numbers of the cells that are the municipality's own."""
        return tuple(self.cells.index[self.cells["municipality_code"] == self.subject.code])

    def own_locators(self, source_number: int) -> list[str]:
        """Where in a source the municipality's own cells stand."""
        cells = self.cells_by_source[source_number]
        return list(cells.loc[cells["municipality_code"] == self.subject.code, "locator"])

    @cached_property
    def is_of_group(self) -> pd.Series:
        """By cell whether it is of the municipality or of its comparison group, so that a reader looks for it."""
        return self.cells["municipality_code"].isin({*self.subject.group.codes, self.subject.code})
