"""What did others answer to the municipality's questions, how surely, and what is still open?"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from survey.analysis.evidence import evidence
from survey.analysis.groups import Subject
from survey.analysis.result import Result, for_words
from survey.catalog.hearing_kit import questions
from survey.catalog.specs import listed
from survey.errors import NotComputable
from survey.tidy.tables import Tables

CERTAIN, UNCERTAIN = "certain", "uncertain"
# Columns of the table.
COLUMNS = ["problem_ja", "question_ja", "name_ja", "held_on", "answer_ja", "certainty", "document_ja", "locator"]


@dataclass(frozen=True)
class Hearings:
    """The recorded answers to one municipality's questions, counted.

    ``certain`` answers are sure facts; ``questions`` are the catalog's, ``open`` those without an answer that is more
    than uncertain. ``first_shown``: the table, sure answers first.
    """

    answers: int
    municipalities: int
    hearings: int
    certain: int
    questions: int
    open: int
    open_questions: list[str]
    first_shown: pd.DataFrame = for_words()


def has_answers(tables: Tables, subject: Subject) -> bool:
    """Whether anybody's answer to the municipality's questions is recorded."""
    return bool((tables.hearings["asked_by_code"] == subject.code).any())


def hearings(tables: Tables, subject: Subject) -> Result[Hearings]:
    """Every recorded answer, by problem, then in the order of the questions; and what is still open.

    Table: a row an answer, COLUMNS; problem_ja is NaN where a question is about no problem. An
    answer whose certainty is uncertain leaves its question open. Source: hearings.

    Raises:
        NotComputable: no hearing is recorded.
    """
    if not has_answers(tables, subject):
        raise NotComputable("no_hearings")
    rows = tables.hearings
    rows = rows[rows["asked_by_code"] == subject.code]
    table = _table(rows, tables)
    answered = set(rows.loc[rows["certainty"] != UNCERTAIN, "question_id"])
    still_open = [question.text_ja for name, question in questions().items() if name not in answered]
    facts = Hearings(
        answers=len(rows),
        municipalities=rows["municipality_code"].nunique(),
        hearings=rows["hearing_id"].nunique(),
        certain=int((rows["certainty"] == CERTAIN).sum()),
        questions=len(questions()),
        open=len(still_open),
        open_questions=still_open,
        first_shown=table.sort_values("certainty", key=lambda codes: codes != CERTAIN, kind="stable"),
    )
    return Result(
        facts=facts,
        table=table,
        as_of=tuple(sorted(set(rows["held_on"]))),
        # The record is whoever asked's own, so that the way back shows it without being asked for others' cells.
        evidence=evidence("hearings", rows.assign(municipality_code=rows["asked_by_code"])),
    )


def _table(rows: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    problems = listed("problems")
    names = problems.set_index("problem_id")["name_ja"]
    problem_order = {name: number for number, name in enumerate(problems["problem_id"])}
    question_order = {name: number for number, name in enumerate(questions())}
    municipalities = tables.municipalities.set_index("municipality_code")["name_ja"]
    table = rows.assign(
        problem_ja=rows["problem_id"].map(names).astype("object"),
        name_ja=rows["municipality_code"].map(municipalities),
        # General questions and what was added by hand come last.
        problem_number=rows["problem_id"].map(problem_order).fillna(len(problem_order)),
        question_number=rows["question_id"].map(question_order).fillna(len(question_order)),
    )
    order = ["problem_number", "question_number", "municipality_code", "held_on", "hearing_id"]
    return table.sort_values(order, kind="stable")[COLUMNS].reset_index(drop=True)
