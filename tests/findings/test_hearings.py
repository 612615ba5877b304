"""Answers of hearings, made up: what is counted and in which order, and where the finding appears."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from survey.analysis.hearings import has_answers, hearings
from survey.catalog.hearing_kit import kit_layout, questions
from survey.catalog.specs import table_specs
from survey.errors import NotComputable
from survey.findings.registry import APPEARS_ONCE, FINDINGS
from survey.study import Study
from survey.tidy.tables import Tables

TOSHIMA, NAKANO, NERIMA = "131164", "131148", "131202"
OF_PROBLEM = [name for name, question in questions().items() if question.problem_id]
GENERAL = [name for name, question in questions().items() if not question.problem_id]


def _answer(question_id: str, asked: str, held_on: str, certainty: str | None, by: str = TOSHIMA) -> dict:
    return {
        "hearing_id": f"{asked}-{held_on}",
        "question_id": question_id,
        "municipality_code": asked,
        "asked_by_code": by,
        "held_on": held_on,
        "problem_id": questions()[question_id].problem_id or None,
        "question_ja": questions()[question_id].text_ja,
        "answer_ja": f"試験の答え {question_id}",
        "certainty": certainty,
        "source_id": "hearings",
        "edition": f"{asked}-{held_on}",
        "locator": "answers!F9",
        "cell_printed": f"試験の答え {question_id}",
    }


def _with(toshima: Study, rows: list[dict]) -> Study:
    """The study with these answers and no others; every other table is as stored."""
    tables = Tables(toshima.project)
    names = [field.name for field in table_specs()["hearings"].fields]
    tables.hearings = pd.DataFrame(rows, columns=names, dtype="str")
    return Study("131164", toshima.project, tables)


@pytest.fixture
def answered(toshima: Study) -> Study:
    """Three answers of two municipalities, the general one first; one is uncertain."""
    return _with(
        toshima,
        [
            _answer(GENERAL[0], NAKANO, "2026-11-02", "certain"),
            _answer(OF_PROBLEM[0], NERIMA, "2026-11-09", "uncertain"),
            _answer(OF_PROBLEM[0], NAKANO, "2026-11-02", None),
        ],
    )


def test_answers_are_counted_and_an_uncertain_one_alone_leaves_its_question_open(answered: Study) -> None:
    found = hearings(answered.tables, answered.subject)
    facts = found.facts
    assert (facts.answers, facts.municipalities, facts.hearings, facts.certain) == (3, 2, 2, 1)
    assert facts.questions == len(questions())
    assert facts.open == len(facts.open_questions) == len(questions()) - 2
    assert found.as_of == ("2026-11-02", "2026-11-09")
    rows = answered.tables.hearings
    uncertain = _with(answered, rows[rows["certainty"] == "uncertain"].to_dict("records"))
    assert hearings(uncertain.tables, uncertain.subject).facts.open == len(questions())


def test_answers_about_problems_come_first_and_sure_ones_are_shown_first(answered: Study) -> None:
    found = hearings(answered.tables, answered.subject)
    (shown,) = answered.compute(["hearings"])
    assert list(shown.table["problem_ja"])[-1] == kit_layout().general_ja
    assert kit_layout().general_ja not in list(shown.table["problem_ja"])[:-1]
    assert list(found.table["name_ja"]) == ["中野区", "練馬区", "中野区"]
    assert found.facts.first_shown["certainty"].iloc[0] == "certain"
    (chart,) = shown.charts
    assert chart.rows[0][0] == kit_layout().general_ja
    assert chart.rows[0][3] == f"試験の答え {GENERAL[0]}"


def test_the_finding_appears_once_there_are_answers(answered: Study) -> None:
    assert [finding.id for finding in answered.compute()] == list(FINDINGS)
    (found,) = answered.compute(["hearings"])
    assert found.computable
    assert found.headline_ja.startswith("2団体への聞き取りで3の答えがあり、確かな事実は1。")


def test_until_then_it_is_left_out_and_says_why_when_asked_for(toshima: Study) -> None:
    study = _with(toshima, [])
    assert [finding.id for finding in study.compute()] == [name for name in FINDINGS if name not in APPEARS_ONCE]
    assert "hearings" not in set(study.findings["finding"])
    (found,) = study.compute(["hearings"])
    assert not found.computable
    assert found.headline_ja.startswith("豊島区の聞き取りはまだ記録されていない")
    assert "誰に何を聞くか" in found.method_ja
    with pytest.raises(NotComputable, match="no_hearings"):
        hearings(study.tables, study.subject)


def test_what_others_were_answered_does_not_make_it_appear_here(
    answered: Study, study_of: Callable[[str], Study]
) -> None:
    assert has_answers(answered.tables, answered.subject)
    assert not has_answers(answered.tables, study_of("渋谷区").subject)
    elsewhere = _with(answered, [_answer(GENERAL[0], NAKANO, "2026-11-02", "certain", by=NERIMA)])
    assert "hearings" not in [finding.id for finding in elsewhere.compute()]
