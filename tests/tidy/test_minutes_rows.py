"""The catalog's reading of minutes stands or falls with what the minutes print on that line."""

from __future__ import annotations

import csv

import pandas as pd
import pytest

from survey.catalog.specs import listed, source_spec, table_specs
from survey.errors import BadCatalog
from survey.paths import Project
from survey.raw import store
from survey.raw.store import RawEdition
from survey.tidy import minutes as said
from survey.tidy.files import load

SOURCE, EDITION = "toshima_minutes", "2021-03-29"
ROWS = [
    ("minutes", "10", "議題 (1) 試験", "", "", "0" * 64),
    ("minutes", "12", "議題 (1) 試験", "部員", "令和 3 年度中、9月、7 件", "1" * 64),
    ("minutes", "14", "議題 (1) 試験", "本部長", "", "2" * 64),
]


@pytest.fixture
def raw() -> RawEdition:
    return RawEdition(SOURCE, EDITION, pd.DataFrame(ROWS, columns=["part", "row", *"ABCD"], dtype="str"), {})


def commitment(**changed: str) -> pd.DataFrame:
    entry = {
        "commitment_id": "made_up",
        "source_id": SOURCE,
        "edition": EDITION,
        "row": "12",
        "text_ja": "試験をする",
        "owner_ja": "試験部",
        "due_words": "9月",
        "due_on": "2021-09-30",
        "procedure_ids": "disaster_certificate|pregnancy_notification",
        "judged_by": "no_source",
        "would_tell_ja": "試験の資料",
        "is_main": "false",
        "note_ja": "",
    }
    return pd.DataFrame([entry | changed])


def test_who_said_it_and_when_come_from_the_line_and_not_from_the_list(raw: RawEdition) -> None:
    row = said.commitments([raw], commitment()).iloc[0]
    assert (row["said_by_role"], row["said_on"]) == ("部員", EDITION)
    assert row["municipality_code"] == source_spec(SOURCE).minutes.municipality_code
    assert (row["locator"], row["cell_printed"]) == ("minutes!C12", "令和 3 年度中、9月、7 件")


@pytest.mark.parametrize(
    ("row", "locator", "printed"), [("14", "minutes!B14", "本部長"), ("10", "minutes!A10", "議題 (1) 試験")]
)
def test_without_a_date_the_locator_leads_to_the_speaker_or_the_heading(
    raw: RawEdition, row: str, locator: str, printed: str
) -> None:
    found = said.commitments([raw], commitment(row=row, due_words="", due_on="")).iloc[0]
    assert (found["locator"], found["cell_printed"]) == (locator, printed)


def test_blanks_within_printed_words_do_not_matter(raw: RawEdition) -> None:
    assert len(said.commitments([raw], commitment(due_words="令和3年度中", due_on="2022-03-31"))) == 1


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({"row": "13"}, "row"),
        ({"row": ""}, "row"),
        ({"due_words": "10月"}, "due_words"),
        ({"due_words": "令和3年度"}, "due_words"),
        ({"due_words": "9月、7 件"}, "due_words"),
        ({"row": "14"}, "due_words"),
        ({"due_on": "2021-9-30"}, "due_on"),
        ({"due_on": "2021-02-30"}, "due_on"),
        ({"due_on": "2021-03-28"}, "due_on"),
        ({"due_words": ""}, "due_on"),
        ({"procedure_ids": "disaster_certificate|made_up"}, "procedure_ids"),
        ({"source_id": "mic_finance"}, "source_id"),
        ({"source_id": "made_up"}, "source_id"),
        ({"edition": "2021-03-30"}, "edition"),
    ],
)
def test_an_entry_that_the_minutes_do_not_bear_out_is_refused_by_its_place(
    raw: RawEdition, changed: dict[str, str], column: str
) -> None:
    with pytest.raises(BadCatalog) as caught:
        said.commitments([raw], commitment(**changed))
    assert caught.value.where == f"src/survey/catalog/commitments.csv, commitment_id made_up, {column}"
    assert caught.value.next_step


def test_a_problem_that_blocks_an_unknown_procedure_is_refused_in_its_own_list(raw: RawEdition) -> None:
    entry = listed("problems").head(1).assign(row="12", procedure_ids="made_up")
    with pytest.raises(BadCatalog, match="no procedure 'made_up'") as caught:
        said.problems([raw], entry)
    assert caught.value.where.startswith("src/survey/catalog/problems.csv, problem_id ")


def test_an_entry_waits_for_minutes_that_are_not_stored() -> None:
    assert said.commitments([], commitment()).empty
    assert list(said.commitments([]).columns) == table_specs()["commitments"].columns


def test_nothing_of_the_lists_is_lost_and_every_cell_is_found_again(project: Project) -> None:
    with (project.raw / SOURCE / EDITION / "table.csv").open(encoding="utf-8", newline="") as file:
        lines = {row["row"]: row for row in csv.DictReader(file)}
    for name, key in (("commitments", "commitment_id"), ("problems", "problem_id")):
        built = load(project, name).set_index(key)
        typed_in = listed(name).set_index(key)
        assert set(built.index) == set(typed_in.index)
        for item, row in built.iterrows():
            part, address = row["locator"].split("!")
            line = lines[typed_in.at[item, "row"]]
            assert (part, address[1:]) == ("minutes", line["row"])
            assert line[address[0]] == row["cell_printed"]
            assert line["B"] == ("" if pd.isna(row["said_by_role"]) else row["said_by_role"])


def test_the_stored_minutes_are_read_again_as_tidy_reads_them(project: Project) -> None:
    raw = store.read(project, SOURCE, EDITION)
    assert len(said.commitments([raw])) == len(listed("commitments"))
    assert len(said.problems([raw])) == len(listed("problems"))
