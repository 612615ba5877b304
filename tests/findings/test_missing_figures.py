"""Figures that are missing give a reason, never a crash and never a NaN that somebody could read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

import pandas as pd
import pytest

from survey.analysis.groups import Subject
from survey.catalog.specs import table_specs
from survey.errors import NotComputable
from survey.findings.finding import Finding
from survey.findings.registry import FINDINGS
from survey.study import Study
from survey.tidy.files import EditionFile
from survey.tidy.tables import Tables

pytestmark = pytest.mark.slow

NOT_FOR_READERS = re.compile(r"\b(nan|NaN|None|NaT)\b|<NA>|FY<")
Change = Callable[[pd.DataFrame, Subject], pd.DataFrame]
Find = Callable[[Tables, Subject], Finding]


def texts(value: object) -> Iterator[str]:
    """Every text in a finding's words and charts."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | list):
        for item in value:
            yield from texts(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts(getattr(value, field.name))


def words_of(finding: Finding) -> list[str]:
    parts = (finding.headline_ja, finding.method_ja, finding.as_of, finding.caveats_ja, finding.charts)
    return list(texts(parts))


def without_subject(rows: pd.DataFrame, subject: Subject) -> pd.DataFrame:
    return rows[rows["municipality_code"] != subject.code]


def without_anybody(rows: pd.DataFrame, subject: Subject) -> pd.DataFrame:
    return rows.iloc[:0]


def group_blank(rows: pd.DataFrame, subject: Subject) -> pd.DataFrame:
    """The group's cells are there and print nothing."""
    mine = rows["municipality_code"].isin(subject.group.codes)
    blank = {"status": "unmarked", "mark_printed": None, "online_share_pct": None, "value": None, "cell_state": "blank"}
    return rows.assign(
        **{name: rows[name].mask(mine, value) for name, value in blank.items() if name in rows.columns},
    )


def everybody_blank(rows: pd.DataFrame, subject: Subject) -> pd.DataFrame:
    blank = {"status": "unmarked", "online_share_pct": float("nan"), "value": float("nan"), "cell_state": "blank"}
    return rows.assign(**{name: value for name, value in blank.items() if name in rows.columns})


# Nobody's figures: the tables do not depend on whose study it is, and what is nationwide is computed once for both.
FOR_ALL = {without_anybody, everybody_blank}
LAST: dict[tuple[str, Change], Tables] = {}

CASES = [
    (table, change)
    for table in ("availability", "take_up", "indicators", "commitments", "problems", "channels")
    for change in (without_subject, without_anybody, group_blank, everybody_blank)
]


def changed(study: Study, table: str, change: Change) -> Tables:
    """The study's tables, one of them changed; the same ones for both places where the change is the same."""
    key = (table, change)
    if change not in FOR_ALL:
        return changed_for_one(study, table, change)
    if key not in LAST:
        LAST.clear()
        LAST[key] = changed_for_one(study, table, change)
    return LAST[key]


def changed_for_one(study: Study, table: str, change: Change) -> Tables:
    """The other tables are shared as they were read."""
    tables = copy(study.tables)
    for name, held in vars(study.tables).items():
        if isinstance(held, dict | set):
            vars(tables)[name] = held.copy()
    setattr(tables, table, change(getattr(tables, table), study.subject))
    return tables


class Watched(Tables):
    """Tables that remember which of them were read."""

    read: set[str]

    def __init__(self, tables: Tables) -> None:
        vars(self).update(vars(tables), memo={}, read=set())

    def __getattribute__(self, name: str) -> Any:  # noqa: ANN401 - whatever the attribute is
        if name in table_specs():
            vars(self)["read"].add(name)
        return super().__getattribute__(name)

    def edition_files(self, name: str) -> list[EditionFile]:
        self.read.add(name)
        return super().edition_files(name)

    def rows_of(self, name: str, wanted: Callable[[EditionFile], bool]) -> pd.DataFrame:
        self.read.add(name)
        return super().rows_of(name, wanted)


@cache
def tables_read(study: Study, find: Find) -> frozenset[str]:
    """Which tables a finding reads, nothing of it computed before: what happens in others is nothing to it."""
    watched = Watched(study.tables)
    words_or_reason(find, watched, study.subject)
    return frozenset(watched.read)


def words_or_reason(find: Find, tables: Tables, subject: Subject) -> list[str]:
    """What a finding says, or why it cannot be computed."""
    try:
        return words_of(find(tables, subject))
    except NotComputable as reason:
        return [reason.what]


@pytest.mark.parametrize("place", ["豊島区", "青ヶ島村"])
@pytest.mark.parametrize(("table", "change"), CASES, ids=lambda value: getattr(value, "__name__", value))
def test_whatever_is_missing_gives_a_sentence_that_can_be_read(
    table: str, change: Change, place: str, study_of: Callable[[str], Study]
) -> None:
    study = study_of(place)
    tables = changed(study, table, change)
    readers = {name: find for name, find in FINDINGS.items() if table in tables_read(study, find)}
    assert readers
    for name, find in readers.items():
        for text in words_or_reason(find, tables, study.subject):
            assert not NOT_FOR_READERS.search(text), (name, text)
