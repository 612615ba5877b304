"""The tidy list of practices is the newest stored list, nothing added and nothing lost."""

from __future__ import annotations

import csv
import re
from urllib.parse import urlsplit

import pandas as pd
import pytest

from survey.catalog.specs import listed, table_specs
from survey.paths import Project
from survey.raw import store
from survey.raw.store import RawEdition
from survey.tidy import practices
from survey.tidy.files import load

SOURCE, EDITION = "practices", "2026-11-23"
LEAST_ROWS, MOST_ACTION = 6, 60


@pytest.fixture(scope="module")
def raw(project: Project) -> RawEdition:
    return store.read(project, SOURCE, EDITION)


@pytest.fixture(scope="module")
def printed(project: Project) -> list[dict[str, str]]:
    """The stored list, read with csv alone."""
    with (project.raw / SOURCE / EDITION / "table.csv").open(encoding="utf-8", newline="") as file:
        _, headings, *rows = csv.reader(file)
    return [dict(zip(["part", "row", *headings[2:]], row, strict=True)) for row in rows]


def test_every_record_is_there_once_with_its_words_and_its_cell(project: Project, printed: list[dict]) -> None:
    built = load(project, "practices").set_index("practice_id")
    assert sorted(built.index) == sorted(row["practice_id"] for row in printed)
    for row in printed:
        found = built.loc[row["practice_id"]]
        for column in row.keys() & set(built.columns) - {"outcome_value"}:
            assert (found[column] if pd.notna(found[column]) else "") == row[column]
        assert found["cell_printed"] == row["action_ja"]
        assert found["locator"] == f"records!F{row['row']}"


def test_a_number_is_there_just_where_the_list_prints_one(project: Project, printed: list[dict]) -> None:
    built = load(project, "practices").set_index("practice_id")["outcome_value"]
    for row in printed:
        value = built[row["practice_id"]]
        assert pd.isna(value) if row["outcome_value"] == "" else value == float(row["outcome_value"])


def test_every_address_problem_procedure_and_place_resolves(printed: list[dict]) -> None:
    known = {name: set(listed(f"{name}s")[f"{name}_id"]) for name in ("problem", "procedure")}
    places = set(listed("municipalities")["municipality_code"])
    for row in printed:
        address = urlsplit(row["source_url"])
        assert address.scheme in ("http", "https")
        assert "." in address.hostname
        assert row["source_url"].isascii()
        assert set(row["problem_ids"].split("|")) <= known["problem"]
        assert set(filter(None, row["procedure_ids"].split("|"))) <= known["procedure"]
        assert (row["municipality_code"] in places) != bool(row["body_ja"])


def test_a_printed_number_stands_in_the_words_of_its_outcome(printed: list[dict]) -> None:
    told = [row for row in printed if row["outcome_value"]]
    assert told
    for row in told:
        assert row["outcome_value"] in re.findall(r"\d+(?:\.\d+)?", row["outcome_ja"].replace(",", ""))
        assert len(row["action_ja"]) <= MOST_ACTION


def test_the_list_is_as_broad_as_the_study_promises(printed: list[dict]) -> None:
    wards = set(listed("municipalities").query("kind == 'special_ward'")["municipality_code"])
    assert len(printed) >= 80
    assert len(wards & {row["municipality_code"] for row in printed}) >= 15
    counts = dict.fromkeys(listed("problems").query("is_obstacle == 'true'")["problem_id"], 0)
    for row in printed:
        for name in row["problem_ids"].split("|"):
            counts[name] = counts.get(name, 0) + 1
    assert not {name for name, count in counts.items() if count < LEAST_ROWS}, "a problem is short of practices"


def test_only_the_newest_list_is_used(raw: RawEdition) -> None:
    older = RawEdition(SOURCE, "2026-01-01", raw.table.head(3), {})
    assert practices.practices([raw, older]).equals(practices.practices([older, raw]))
    assert set(practices.practices([older, raw])["edition"]) == {EDITION}


def test_without_a_list_the_table_is_there_and_empty() -> None:
    assert list(practices.practices([]).columns) == table_specs()["practices"].columns
    assert practices.practices([]).empty
