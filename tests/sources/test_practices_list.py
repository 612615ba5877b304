"""The list of practices: what comes in is kept as it is, and a record that cannot hold is refused by its line."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from grids import RAW
from hypothesis import given
from hypothesis import strategies as st

from survey.catalog.specs import source_spec
from survey.collect import files as collect
from survey.errors import BadFile, BadLayout, SurveyError
from survey.paths import Project
from survey.raw import store
from survey.sources import register
from survey.sources.readers import Original

SOURCE, EDITION = "practices", "2026-11-23"
HEADINGS = list(source_spec(SOURCE).records.headings)
NAME = "試験.csv"
# Plainly made up: no page stands behind it.
GOOD = {
    "practice_id": "made_up_test",
    "municipality_code": "131130",
    "body_ja": "",
    "problem_ids": "care_proxies|pregnancy_interview",
    "procedure_ids": "pregnancy_notification",
    "action_ja": "試験の取組",
    "outcome_ja": "試験の申請の12%が電子",
    "outcome_value": "12",
    "outcome_unit": "%",
    "outcome_period": "試験年度",
    "started": "2024-02-29",
    "source_title": "試験の題名",
    "source_url": "https://example.invalid/test",
    "publisher_ja": "試験社",
    "page_date": "2025",
    "certainty": "seen",
    "note_ja": "",
}
OTHER = GOOD | {"practice_id": "made_up_other"}


def lines(*records: dict[str, str], headings: list[str] = HEADINGS) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerows([headings, *[list(record.values()) for record in records]])
    return buffer.getvalue().encode("utf-8")


def read(content: bytes) -> list[list[str]]:
    return register.read(SOURCE, [Original(NAME, content)], EDITION).to_numpy().tolist()


def stored() -> list[dict[str, str]]:
    """The committed list, read with csv alone."""
    with (RAW / SOURCE / EDITION / "table.csv").open(encoding="utf-8", newline="") as file:
        letters, headings, *rows = csv.reader(file)
    assert letters[:3] == ["part", "row", "A"]
    assert headings[:2] == ["records", "1"]
    return [dict(zip(["part", "row", *headings[2:]], row, strict=True)) for row in rows]


def test_the_committed_list_written_back_as_a_file_makes_the_edition_again_byte_for_byte(scratch: Project) -> None:
    path = scratch.root / "practices.csv"
    path.write_bytes(lines(*[{name: row[name] for name in HEADINGS} for row in stored()]))
    collect.add(scratch, [path], SOURCE, EDITION)
    for name in ("table.csv", "origin.json"):
        again, committed = (root / SOURCE / EDITION / name for root in (scratch.raw, RAW))
        assert again.read_bytes() == committed.read_bytes(), name


@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"])), min_size=len(HEADINGS), max_size=len(HEADINGS))
)
def test_whatever_a_cell_holds_is_kept_as_it_is(cells: list[str]) -> None:
    record = dict(zip(HEADINGS, ["key", *cells[1:]], strict=True))
    assert read(lines(record))[1] == ["records", "2", "key", *cells[1:]]


def test_what_only_a_reviewer_needs_is_not_published() -> None:
    text = (RAW / SOURCE / EDITION / "table.csv").read_text(encoding="utf-8")
    assert not {"research_id", "evidence_note", "practice_key"} & set(HEADINGS)
    assert "P0" not in "".join(row["note_ja"] + row["source_title"] for row in stored())
    assert "evidence_note" not in text


@pytest.mark.parametrize(
    ("headings", "message"),
    [
        ([*HEADINGS, "evidence_note"], "evidence_note"),
        (HEADINGS[1:], "headings are not those"),
        ([HEADINGS[1], HEADINGS[0], *HEADINGS[2:]], "practice_id is municipality_code"),
    ],
)
def test_a_heading_too_many_missing_or_moved_is_refused(headings: list[str], message: str) -> None:
    with pytest.raises(BadLayout, match=message) as caught:
        read(lines(GOOD, headings=headings))
    assert caught.value.where == f"{NAME}, line 1"


def test_a_line_with_more_cells_than_headings_is_refused() -> None:
    with pytest.raises(BadLayout, match="headings are not those"):
        read(lines(GOOD, OTHER | {"more": "試験"}))


@pytest.mark.parametrize(
    ("content", "message", "line"),
    [
        (lines(GOOD) + b"\n" + lines(OTHER).split(b"\n", 1)[1], "a line is empty", ", line 3"),
        (lines(GOOD, OTHER | {"action_ja": "試験\n二行目"}), "holds a line break", ", line 3"),
        (lines(), "holds no record", ""),
    ],
)
def test_an_empty_line_a_line_break_and_an_empty_list_are_refused(content: bytes, message: str, line: str) -> None:
    with pytest.raises(BadLayout, match=message) as caught:
        read(content)
    assert caught.value.where == f"{NAME}{line}"


@pytest.mark.parametrize(
    ("content", "message"),
    [(lines(GOOD).decode().encode("cp932"), "declared encoding"), (b"<!DOCTYPE html><title>404</title>", "web page")],
)
def test_what_is_no_list_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(BadFile, match=message):
        read(content)


# What a record must not say, refused before anything is stored


@pytest.mark.parametrize(
    ("changed", "column", "message"),
    [
        ({"problem_ids": "care_proxies|made_up"}, "problem_ids", "'made_up' is unknown"),
        ({"problem_ids": "care_proxies|care_proxies"}, "problem_ids", "stands twice"),
        ({"problem_ids": ""}, "problem_ids", "lacks what every record has"),
        ({"procedure_ids": "made_up"}, "procedure_ids", "'made_up' is unknown"),
        ({"municipality_code": "131131"}, "municipality_code", "'131131' is unknown"),
        ({"municipality_code": ""}, "body_ja", "either a municipality or a body"),
        ({"body_ja": "国"}, "body_ja", "either a municipality or a body"),
        ({"source_url": ""}, "source_url", "lacks what every record has"),
        ({"source_url": "example.invalid/test"}, "source_url", "not of its form"),
        ({"source_url": "https://example.invalid/a b"}, "source_url", "not of its form"),
        ({"source_title": ""}, "source_title", "lacks what every record has"),
        ({"outcome_unit": ""}, "outcome_value", "without its unit"),
        ({"outcome_ja": ""}, "outcome_value", "without its unit or its words"),
        ({"outcome_value": ""}, "outcome_unit", "without a number"),
        ({"outcome_value": "12%"}, "outcome_value", "no plain number"),
        ({"outcome_value": "nan"}, "outcome_value", "no plain number"),
        ({"started": "2023-02-29"}, "started", "no date"),
        ({"started": "2023-13"}, "started", "no date"),
        ({"started": "令和5年"}, "started", "not of its form"),
        ({"page_date": "2025-9-1"}, "page_date", "not of its form"),
        ({"page_date": "2026-11-24"}, "page_date", "after the day of collection"),
        ({"certainty": "excerpt"}, "certainty", "unknown word"),
        ({"certainty": "second-hand"}, "outcome_value", "at second hand"),
        ({"action_ja": "試" * 61}, "action_ja", "61 characters"),
        ({"practice_id": "Made Up"}, "practice_id", "not of its form"),
    ],
)
def test_a_record_that_cannot_hold_is_refused_by_file_line_and_column(
    scratch: Project, changed: dict[str, str], column: str, message: str
) -> None:
    with pytest.raises(SurveyError, match=message) as caught:
        add(scratch, lines(OTHER, GOOD | changed))
    assert caught.value.where == f"{NAME}, line 3, {column}"
    assert caught.value.next_step
    assert store.editions(scratch, SOURCE) == []


def test_a_key_twice_is_refused_by_both_lines(scratch: Project) -> None:
    with pytest.raises(BadLayout, match="made_up_test") as caught:
        add(scratch, lines(GOOD, OTHER, GOOD | {"action_ja": "別の試験"}))
    assert caught.value.where == f"{NAME}, lines 2 and 4"
    assert store.editions(scratch, SOURCE) == []


def test_a_record_that_holds_is_stored_with_the_study_as_its_publisher(scratch: Project) -> None:
    add(scratch, lines(GOOD, OTHER | {"municipality_code": "", "body_ja": "国"}))
    origin = store.read(scratch, SOURCE, EDITION).origin
    assert origin["publisher_ja"] == source_spec(SOURCE).publisher_ja
    assert origin["as_of_date"] == EDITION
    assert origin["files"][0]["name"] == NAME


def add(project: Project, content: bytes) -> None:
    path = Path(project.root) / NAME
    path.write_bytes(content)
    collect.add(project, [path], SOURCE, EDITION)
