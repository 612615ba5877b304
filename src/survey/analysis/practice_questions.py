"""What is left to ask a municipality about its own practices: what their pages do not say, and nothing that they do."""

from __future__ import annotations

import pandas as pd

from survey.analysis.practice_records import SECOND_HAND
from survey.catalog.hearing_kit import practice_question_id
from survey.catalog.specs import listed
from survey.tidy.tables import Tables

# An hour is short, and every practice's other gaps are in the finding ``practices``.
MOST_QUESTIONS = 4
# What a question about a practice is worded from.
_PUBLISHED = ["action_ja", "outcome_ja", "publisher_ja", "source_url"]


def practice_questions(tables: Tables, municipality_code: str) -> pd.DataFrame:
    """One question a practice on record there, at most MOST_QUESTIONS.

    Columns: question_id, problem_id, kind (fc, oc, ow or st, see catalog/hearing_kit.yml), and as published action_ja,
    outcome_ja, publisher_ja and source_url.


    Asked is, of a practice that somebody else's page tells of, whether it is so; else what came of it, where no number
    is printed; else when it began, where that is not. Only practices about what stands in a procedure's way: one of
    each problem before any second one. Source: practices.
    """
    problems = listed("problems")
    in_the_way = list(problems.loc[problems["is_obstacle"] == "true", "problem_id"])
    rows = tables.practices
    found = []
    for row in rows[rows["municipality_code"] == municipality_code].to_dict("records"):
        about = [name for name in in_the_way if name in row["problem_ids"].split("|")]
        kind = _unknown(row)
        if about and kind:
            number = practice_question_id(kind, row["practice_id"])
            published = (row[name] for name in _PUBLISHED)
            found.append((in_the_way.index(about[0]), number, about[0], kind, *published))
    columns = ["order", "question_id", "problem_id", "kind", *_PUBLISHED]
    # The minutes' order of problems, each problem's first practice before any problem's second.
    table = pd.DataFrame(found, columns=columns)
    table["turn"] = table.groupby("order").cumcount()
    first = table.sort_values(["turn", "order", "question_id"]).head(MOST_QUESTIONS)
    return first.sort_values(["order", "turn"])[columns[1:]].reset_index(drop=True)


def _unknown(row: dict) -> str:
    """What to ask about a practice: fc, oc, ow or st (see catalog/hearing_kit.yml); "" for nothing."""
    if row["certainty"] == SECOND_HAND:
        return "fc"
    if pd.isna(row["outcome_value"]):
        return "oc" if pd.isna(row["outcome_ja"]) else "ow"
    return "st" if pd.isna(row["started"]) else ""
