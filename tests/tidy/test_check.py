"""A table that breaks a promise is refused, and the message says which and where."""

from __future__ import annotations

import pandas as pd
import pytest

from survey.catalog.specs import table_specs
from survey.errors import BadTable
from survey.paths import Project
from survey.tidy import check
from survey.tidy.files import load


@pytest.fixture(scope="module")
def built(project: Project) -> dict[str, pd.DataFrame]:
    return {name: load(project, name) for name in table_specs()}


def _with(built: dict[str, pd.DataFrame], name: str, table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    return {**built, name: table}


def test_a_key_that_occurs_twice_is_refused(built: dict[str, pd.DataFrame]) -> None:
    twice = pd.concat([built["municipalities"], built["municipalities"].head(1)], ignore_index=True)
    with pytest.raises(BadTable, match="municipalities"):
        check.check_tables(_with(built, "municipalities", twice))


def test_an_unknown_status_is_refused(built: dict[str, pd.DataFrame]) -> None:
    marks = built["availability"].copy()
    marks.loc[0, "status"] = "offline"
    with pytest.raises(BadTable, match="status"):
        check.check_tables(_with(built, "availability", marks))


def test_a_share_above_100_is_refused(built: dict[str, pd.DataFrame]) -> None:
    rates = built["take_up"].copy()
    rates.loc[0, "online_share_pct"] = 100.1
    with pytest.raises(BadTable, match="online_share_pct"):
        check.check_tables(_with(built, "take_up", rates))


def test_a_procedure_that_no_table_knows_is_refused(built: dict[str, pd.DataFrame]) -> None:
    fewer = built["procedures"].iloc[1:]
    with pytest.raises(BadTable, match=built["procedures"]["procedure_id"].iloc[0]):
        check.check_tables(_with(built, "procedures", fewer))


def test_a_lost_mark_is_noticed(built: dict[str, pd.DataFrame]) -> None:
    with pytest.raises(BadTable, match="every municipality and procedure"):
        check.check_tables(_with(built, "availability", built["availability"].iloc[1:]))


def test_a_share_that_its_own_numbers_contradict_is_noticed(built: dict[str, pd.DataFrame]) -> None:
    rows = built["indicators"].copy()
    issued = rows.index[rows["indicator_id"] == "card_issued_share_pct"][0]
    rows.loc[issued, "value"] += 0.2
    with pytest.raises(BadTable, match="card_issued_share_pct"):
        check.check_tables(_with(built, "indicators", rows))


def test_a_missing_column_is_noticed(built: dict[str, pd.DataFrame]) -> None:
    with pytest.raises(BadTable, match="locator"):
        check.check_tables(_with(built, "take_up", built["take_up"].drop(columns="locator")))


def test_every_table_of_the_catalog_gets_a_schema_with_its_key() -> None:
    for spec in table_specs().values():
        assert check.schema(spec).unique == list(spec.primary_key)
