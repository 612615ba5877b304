"""The built tables: complete, typed, and each fact traceable to the cell that prints it."""

from __future__ import annotations

import random
import re

import pandas as pd
import pytest

from survey.catalog.specs import table_specs
from survey.errors import NotFound
from survey.paths import Project
from survey.raw import store
from survey.study import Study
from survey.tidy import check
from survey.tidy.files import load
from survey.tidy.tables import Tables

pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def built(project: Project) -> dict[str, pd.DataFrame]:
    return {name: load(project, name) for name in table_specs()}


def test_every_promise_holds_for_the_committed_tables(project: Project) -> None:
    held = check.check_project(project)
    # No ward's page has been read and no hearing held yet, so doors and answers are none.
    assert {checked.promise.partition(":")[0] for checked in held if checked.rows == 0} == {"channels", "hearings"}


def test_all_1741_municipalities_have_a_mark_for_every_procedure(built: dict[str, pd.DataFrame]) -> None:
    marks = built["availability"]
    assert marks["municipality_code"].nunique() == 1741 == len(built["municipalities"])
    assert len(marks) == 1741 * marks["procedure_id"].nunique()


def test_marks_add_up_to_what_the_raw_grid_prints(project: Project, built: dict[str, pd.DataFrame]) -> None:
    grid = store.read(project, "da_procedures_online", "2025-03-31").table
    body = grid[grid["row"].astype(int) >= 12]
    procedures = body.loc[:, "G":"BD"]
    counts = procedures.stack().value_counts()
    status = built["availability"]["status"].value_counts()
    assert status["online"] == counts["○"] + counts["〇"]
    assert status["not_applicable"] == counts["ー"]
    assert status["unmarked"] == counts[""]


@pytest.mark.parametrize("name", ["availability", "take_up", "indicators"])
def test_a_locator_leads_to_the_cell_that_prints_the_fact(
    name: str, project: Project, built: dict[str, pd.DataFrame]
) -> None:
    table = built[name]
    printed_in = "mark_printed" if name == "availability" else "cell_printed"
    sample = table.iloc[random.Random(1).sample(range(len(table)), 300)]
    raws = {
        key: store.read(project, *key).table.set_index(["part", "row"])
        for key in sample[["source_id", "edition"]].drop_duplicates().itertuples(index=False, name=None)
    }
    for _, row in sample.iterrows():
        part, _, address = row["locator"].partition("!")
        raw = raws[row["source_id"], row["edition"]]
        (number,) = set(re.findall(r"\d+", address))
        line = raw.loc[(part, number)]
        runs = [run.split(":") for run in address.replace(number, "").split("+")]
        cells = [cell for run in runs for cell in line[run[0] : run[-1]]]
        assert ("" if pd.isna(row[printed_in]) else row[printed_in].strip()) == " + ".join(cells).strip()
        if len(cells) > 1:
            assert row["value"] == sum(int(cell) for cell in cells)


def test_blank_zero_and_a_rate_are_three_states(built: dict[str, pd.DataFrame]) -> None:
    rates = built["take_up"]
    assert rates.loc[rates["cell_state"] == "blank", "online_share_pct"].isna().all()
    assert (rates.loc[rates["cell_state"] == "zero", "online_share_pct"] == 0).all()
    assert (rates.loc[rates["cell_state"] == "value", "online_share_pct"] > 0).all()
    assert set(rates["cell_state"]) == {"blank", "zero", "value"}


def test_cards_issued_and_cards_held_are_two_indicators(built: dict[str, pd.DataFrame]) -> None:
    rows = built["indicators"]
    held = rows[rows["indicator_id"] == "card_held_share_pct"]
    issued = rows[rows["indicator_id"] == "card_issued_share_pct"]
    assert set(held["source_id"]) == {"da_dx_dashboard"}
    assert set(issued["source_id"]) == {"mic_my_number_card"}
    assert held["as_of_date"].isna().all(), "nobody established the date of the cards held"


def test_no_ward_ever_has_fewer_cards_issued_than_before(built: dict[str, pd.DataFrame]) -> None:
    rows = built["indicators"]
    issued = rows[rows["indicator_id"] == "card_issued_count"]
    by_date = issued.pivot(index="as_of_date", columns="municipality_code", values="value").sort_index()
    assert by_date.shape == (47, 23)
    assert by_date.diff().iloc[1:].ge(0).all(axis=None)


def test_age_groups_never_exceed_the_total_and_make_it_up_in_the_wards(built: dict[str, pd.DataFrame]) -> None:
    # Where few foreign residents live the publisher hides their ages, so a village's groups may fall short.
    rows = built["indicators"]
    wide = rows[rows["source_id"] == "mic_population"].pivot(
        index="municipality_code", columns="indicator_id", values="value"
    )
    groups = wide[["population_0_14_count", "population_15_64_count", "population_65_over_count"]].sum(axis=1)
    assert (groups <= wide["population_count"]).all()
    wards = built["municipalities"].query("kind == 'special_ward'")["municipality_code"]
    assert (groups[wards] == wide.loc[wards, "population_count"]).all()


@pytest.mark.parametrize("name", ["availability", "take_up", "indicators"])
def test_editions_that_are_read_apart_make_up_the_table(
    name: str, project: Project, built: dict[str, pd.DataFrame]
) -> None:
    tables = Tables(project)
    apart = [tables.rows_of(name, lambda one, part=part: one == part) for part in tables.edition_files(name)]
    pd.testing.assert_frame_equal(pd.concat(apart), built[name], check_index_type=False)
    assert name not in vars(tables), "the table was read whole"
    none = tables.rows_of(name, lambda _: False)
    assert none.empty
    assert list(none.dtypes) == list(built[name].dtypes)


def test_what_is_asked_of_the_editions_is_the_same_for_a_table_that_was_set(
    project: Project, built: dict[str, pd.DataFrame]
) -> None:
    read, were_set = Tables(project), Tables(project)
    were_set.indicators = built["indicators"]
    for one, other in zip(read.edition_files("indicators"), were_set.edition_files("indicators"), strict=True):
        assert (one.source_id, one.edition) == (other.source_id, other.edition)
        rows = read.rows_of("indicators", lambda part, one=one: part == one)
        same = were_set.rows_of("indicators", lambda part, other=other: part == other)
        pd.testing.assert_frame_equal(rows, same, check_index_type=False)


def test_findings_read_only_the_editions_that_they_need(project: Project) -> None:
    study = Study("131164", project)
    study.compute(["standing", "offered_not_used", "card_movers"])
    cards = [path for path in study.tables.files_read if "mic_my_number_card" in path]
    assert (
        len(cards) == 2 < len([part for part in study.tables.edition_files("indicators") if "card" in part.source_id])
    )


def test_a_table_that_is_not_built_yet_names_the_command(scratch: Project) -> None:
    with pytest.raises(NotFound, match="survey tidy"):
        load(scratch, "availability")
