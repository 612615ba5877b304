"""One problem of the minutes: who met it, what they did, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from survey.analysis.evidence import evidence
from survey.analysis.groups import Subject
from survey.analysis.practice_records import (
    GROUP_RANK,
    NATIONWIDE_RANK,
    SECOND_HAND,
    Counted,
    Minutes,
    counted,
    minutes_of,
    practices_seen_from,
    problems_in_order,
)
from survey.analysis.result import Result, for_words
from survey.tidy.tables import Tables

_COLUMNS = [
    "practice_id", "who_ja", "is_here", GROUP_RANK, NATIONWIDE_RANK, "procedure_ids", "action_ja", "outcome_ja",
    "outcome_value", "outcome_unit", "outcome_period", "started", "certainty", "practice_note_ja", "source_title",
    "publisher_ja", "page_date", "source_url",
]  # fmt: skip


@dataclass(frozen=True)
class Problem:
    """A problem as the catalog names it, and what it says of how the minutes were read (None: nothing).

    ``is_obstacle``: the minutes name it as standing in a procedure's way. ``said_by_role`` is None for an item of the
    agenda.
    """

    problem_id: str
    name_ja: str
    short_ja: str
    is_obstacle: bool
    said_by_role: str | None
    note_ja: str | None


@dataclass(frozen=True)
class ProblemPractices:
    """The practices of others on record for one problem; ``own`` counts the subject's, which no other number does.

    ``counted`` are the same counts for words; ``second_hand_rows`` counts those of the table, the subject's among them;
    ``examples`` are the others' rows with a number for what came of it, best evidenced and nearest first.
    """

    problem_id: str
    practices: int
    group_with_practice: int
    elsewhere: int
    with_outcome: int
    second_hand: int
    without_start: int
    own: int
    problem: Problem = for_words()
    counted: Counted = for_words()
    second_hand_rows: int = for_words()
    minutes: Minutes = for_words()
    examples: pd.DataFrame = for_words()


def problem_practices(tables: Tables, subject: Subject, problem_id: str) -> Result[ProblemPractices]:
    """The practices on record for one problem of the minutes.

    One row a practice, in the order of ``practices_seen_from``: who_ja, is_here (the subject's own), rank by similarity
    in the group and nationwide (NA where not compared), procedure_ids, action_ja, outcome_ja, outcome_value with unit
    and period (as the page prints them; NA where it does not), practice_note_ja, its page. Sources: practices, the
    minutes, and the indicators of similarity.

    Raises:
        NotComputable: no stored minutes name a problem, or no list of practices is stored.
    """
    problems = problems_in_order(tables)
    problems = problems[problems["problem_id"] == problem_id]
    records = practices_seen_from(tables, subject)
    rows, others = records.about([problem_id]), records.by_others([problem_id])
    here, found = {subject.code, *rows["municipality_code"].dropna()}, counted(others)
    facts = ProblemPractices(
        problem_id=problem_id,
        practices=found.practices,
        group_with_practice=found.group_with_practice,
        elsewhere=found.elsewhere,
        with_outcome=found.with_outcome,
        second_hand=found.second_hand,
        without_start=found.without_start,
        own=len(rows) - len(others),
        problem=_problem(problems.iloc[0]),
        counted=found,
        second_hand_rows=int((rows["certainty"] == SECOND_HAND).sum()),
        minutes=minutes_of(problems, tables, subject),
        examples=others[others["outcome_value"].notna()],
    )
    return Result(
        facts=facts,
        table=rows.assign(practice_note_ja=rows["note_ja"].fillna(""))[_COLUMNS].reset_index(drop=True),
        as_of=tuple(sorted({*rows["edition"], *problems["said_on"]})),
        evidence=pd.concat(
            [
                evidence("problems", problems),
                evidence("practices", rows),
                evidence("indicators", records.cells[records.cells["municipality_code"].isin(here)]),
            ]
        ),
    )


def _problem(row: pd.Series) -> Problem:
    return Problem(
        problem_id=row["problem_id"],
        name_ja=row["name_ja"],
        short_ja=row["short_ja"],
        is_obstacle=row["is_obstacle"] == "true",
        said_by_role=None if pd.isna(row["said_by_role"]) else row["said_by_role"],
        note_ja=None if pd.isna(row["note_ja"]) else row["note_ja"],
    )
