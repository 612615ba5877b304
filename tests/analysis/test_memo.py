"""What is kept beside the tables changes no answer: it is the same whoever asks, in whichever order."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from survey.analysis.marks import newest_marks
from survey.analysis.memo import MOST_RECENT, cached, cached_recent, members_rows
from survey.catalog.specs import table_specs
from survey.study import Study, json_text
from survey.tidy.tables import Tables


def fresh(study: Study) -> Tables:
    """The same tables, of which nobody has asked anything yet."""
    tables = Tables(study.project)
    for name in table_specs():
        if hasattr(type(tables), name):
            setattr(tables, name, getattr(study.tables, name))
    return tables


def counting() -> tuple[list[object], Callable[..., pd.DataFrame]]:
    """A function of the tables, and what it was called with."""
    calls: list[object] = []

    def codes(tables: Tables, first: int = 0) -> pd.DataFrame:
        calls.append(first)
        return tables.municipalities[["municipality_code"]].iloc[first:]

    return calls, codes


def test_an_answer_is_computed_once_for_each_question(toshima: Study) -> None:
    calls, codes = counting()
    tables, asked = fresh(toshima), cached(codes)
    for first in (0, 5, 0, 5):
        assert len(asked(tables, first)) == 1741 - first
    assert calls == [0, 5]
    asked(fresh(toshima), 0)
    assert calls == [0, 5, 0], "other tables have answers of their own"


def test_a_table_that_is_replaced_makes_its_answers_forgotten(toshima: Study) -> None:
    _, codes = counting()
    tables, asked = fresh(toshima), cached(codes)
    assert len(asked(tables)) == 1741
    tables.municipalities = tables.municipalities.head(3)
    assert len(asked(tables)) == 3


def test_who_writes_to_an_answer_writes_to_a_copy(toshima: Study) -> None:
    _, codes = counting()
    tables, asked = fresh(toshima), cached(codes)
    mine = asked(tables)
    mine["added"] = 1
    mine.loc[mine.index[0], "municipality_code"] = "changed"
    assert list(asked(tables).columns) == ["municipality_code"]
    assert asked(tables)["municipality_code"].iloc[0] == tables.municipalities["municipality_code"].iloc[0]


def test_of_answers_about_groups_only_the_last_few_are_kept(toshima: Study) -> None:
    calls, codes = counting()
    tables, asked = fresh(toshima), cached_recent(codes)
    for first in range(MOST_RECENT + 1):
        asked(tables, first)
    asked(tables, MOST_RECENT)
    assert calls == list(range(MOST_RECENT + 1))
    asked(tables, 0)
    assert calls[-1] == 0, "the one that was asked for longest ago had to go"


def test_a_municipality_s_rows_are_those_that_a_search_finds(toshima: Study) -> None:
    codes = ("473502", "131164", "no such code")
    marks = newest_marks(toshima.tables)
    pd.testing.assert_frame_equal(
        members_rows(toshima.tables, newest_marks, codes), marks[marks["municipality_code"].isin(codes)]
    )


@pytest.mark.parametrize("code", ["131164", "134023", "011002"])
def test_findings_are_the_same_whoever_asked_before(toshima: Study, code: str) -> None:
    alone = Study(code, toshima.project, fresh(toshima))
    after_others = Study(code, toshima.project, toshima.tables)
    for other in ("131130", "132012", "134015"):
        Study(other, toshima.project, toshima.tables).compute()
    assert json_text(after_others, after_others.compute()) == json_text(alone, alone.compute())
