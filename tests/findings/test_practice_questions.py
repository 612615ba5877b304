"""What is asked about whoever is asked's own practices: what the list leaves open, by its raw grid."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from survey.analysis.practice_questions import MOST_QUESTIONS, practice_questions
from survey.catalog.hearing_kit import practice_question_id, questions, reads_like_practice
from survey.catalog.specs import listed
from survey.findings.next_steps.asking import asking, questions_in_words
from survey.study import Study
from survey.tidy.tables import Tables

ROOT = Path(__file__).resolve().parents[2]
PLACES = ["中野区", "足立区", "港区", "文京区", "墨田区"]


def _on_record(code: str) -> list[dict[str, str]]:
    """The municipality's rows of the newest raw list, by the names in its first row."""
    (path,) = sorted((ROOT / "data" / "raw" / "practices").glob("*/table.csv"))[-1:]
    with path.open(encoding="utf-8", newline="") as file:
        _, names, *rows = [row[2:] for row in csv.reader(file)]
    found = [dict(zip(names, row, strict=True)) for row in rows]
    return [row for row in found if row["municipality_code"] == code]


def _is_in_the_way(row: dict[str, str]) -> bool:
    obstacles = set(listed("problems").query("is_obstacle == 'true'")["problem_id"])
    return bool(obstacles & set(row["problem_ids"].split("|")))


@pytest.mark.parametrize("name", PLACES)
def test_what_is_asked_is_open_on_the_list_and_has_its_address(name: str, study_of: Callable[[str], Study]) -> None:
    study = study_of(name)
    rows = _on_record(study.subject.code)
    by_id = {
        practice_question_id(kind, row["practice_id"]): (kind, row) for row in rows for kind in ["fc", "oc", "ow", "st"]
    }
    asked = questions_in_words(practice_questions(study.tables, study.subject.code))
    for question in asked.itertuples():
        kind, row = by_id[question.question_id]
        assert row["source_url"] in question.question_ja
        assert row["action_ja"] in question.question_ja
        assert _is_in_the_way(row)
        assert (row["certainty"] == "second-hand") == (kind == "fc")
        assert kind == "fc" or (row["outcome_value"] == "") == (kind in ("oc", "ow"))
        assert kind != "ow" or row["outcome_ja"] in question.question_ja
        assert kind != "st" or row["started"] == ""
        assert reads_like_practice(question.question_ja)
    still_open = [
        row
        for row in rows
        if _is_in_the_way(row) and ("" in (row["outcome_value"], row["started"]) or row["certainty"] == "second-hand")
    ]
    assert len(asked) == min(len(still_open), MOST_QUESTIONS)


def test_every_practice_of_the_list_has_its_own_number(toshima: Study) -> None:
    names = toshima.tables.practices["practice_id"]
    numbers = {practice_question_id(kind, name) for name in names for kind in ("fc", "oc", "ow", "st")}
    assert len(numbers) == 4 * len(names)
    assert not numbers & set(questions())


def test_one_problem_does_not_take_the_place_of_the_others(toshima: Study) -> None:
    tables = Tables(toshima.project)
    rows = toshima.tables.practices
    made_up = rows[rows["outcome_value"].isna()].head(6).assign(municipality_code="131148")
    problems = ["childcare_attachments"] * 5 + ["disaster_system_fit"]
    tables.practices = made_up.assign(problem_ids=problems)
    found = questions_in_words(practice_questions(tables, "131148"))
    assert len(found) == MOST_QUESTIONS
    assert "総合防災システムと合うか" in set(found["problem_ja"])


def test_a_practice_stands_with_its_problem_and_the_general_questions_stay_last(toshima: Study) -> None:
    found = asking(toshima.tables, toshima.subject, "中野区").questions
    blocks = found["problem_ja"][found["problem_ja"] != found["problem_ja"].shift()]
    assert not blocks.duplicated().any()
    assert blocks.iloc[-1] == "全般"
    assert found["question_id"].is_unique
    assert found["question_ja"].str.contains("https?://").any()


def test_whoever_has_no_practice_on_record_is_asked_about_none(study_of: Callable[[str], Study]) -> None:
    toshima = study_of("豊島区")
    places = toshima.tables.municipalities["municipality_code"]
    nobody = places[~places.isin(toshima.tables.practices["municipality_code"])].iloc[0]
    assert practice_questions(toshima.tables, nobody).empty
