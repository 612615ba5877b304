"""For each problem of the minutes, how many did something about it, and who is nearest."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from survey.analysis.evidence import evidence
from survey.analysis.groups import Subject
from survey.analysis.practice_records import (
    GROUP_RANK,
    NATIONWIDE_RANK,
    Counted,
    Minutes,
    PracticeRecords,
    counted,
    minutes_of,
    practices_seen_from,
    problems_in_order,
)
from survey.analysis.result import Result, for_words
from survey.tidy.tables import Tables

# A problem with fewer practices on record than this is one to ask about first.
FEW = 6


@dataclass(frozen=True)
class PracticeOverview:
    """The minutes' problems, those in a procedure's way, and the practices of others on record.

    ``practices`` are all of others, ``practices_for_those`` the ones about a problem in the way, of which
    ``group_with_practice`` and ``with_outcome`` speak; one about two problems counts once. ``few``: the problems in the
    way with fewer than FEW. ``short_ja``: each problem's short name by id, in the table's order; ``counts``: each
    problem's practices of others; ``least``: the fewest that a problem in the way has; ``second_hand``: of
    ``practices``, those told by somebody else's page; ``in_way``, ``not_in_way``, ``nameless``: rows of the table
    that are in the way, that are not, and that are in the way of no procedure that the minutes name.
    """

    problems: int
    in_the_way: int
    practices: int
    practices_for_those: int
    group_with_practice: int
    with_outcome: int
    few: tuple[str, ...]
    short_ja: dict[str, str] = for_words()
    counts: dict[str, Counted] = for_words()
    least: int | None = for_words()
    second_hand: int = for_words()
    minutes: Minutes = for_words()
    in_way: pd.DataFrame = for_words()
    not_in_way: pd.DataFrame = for_words()
    nameless: pd.DataFrame = for_words()


def practice_overview(tables: Tables, subject: Subject) -> Result[PracticeOverview]:
    """Per problem of the stored minutes: practices of others, by how many, with a printed outcome.

    One row a problem, those in the way first, in the minutes' order: problem_id, problem_ja, is_obstacle, said_by_role,
    said_on, blocked_count (procedures that the minutes name), practices_count, group_with_practice (municipalities of
    the group, others than the subject), elsewhere_with_practice (municipalities and bodies), with_outcome_count,
    second_hand_count, nearest_ja (the nearest of the group, else of the country; "" for none). A practice about
    two problems counts at both. Sources: practices, the minutes, the indicators of similarity.

    Raises:
        NotComputable: no stored minutes name a problem, or no list of practices is stored.
    """
    problems, records = problems_in_order(tables), practices_seen_from(tables, subject)
    counts = {name: counted(records.by_others([name])) for name in problems["problem_id"]}
    near = _nearest_first(records)
    table = pd.DataFrame([_row(problem, counts, near) for problem in problems.to_dict("records")])
    in_way = table[table["is_obstacle"] == "true"]
    others = records.rows[~records.rows["is_here"]]
    for_those = counted(records.by_others(list(in_way["problem_id"])))
    facts = PracticeOverview(
        problems=len(table),
        in_the_way=len(in_way),
        practices=len(others),
        practices_for_those=for_those.practices,
        group_with_practice=for_those.group_with_practice,
        with_outcome=for_those.with_outcome,
        few=tuple(in_way.loc[in_way["practices_count"] < FEW, "problem_id"]),
        short_ja=dict(zip(problems["problem_id"], problems["short_ja"], strict=True)),
        counts=counts,
        least=int(in_way["practices_count"].min()) if len(in_way) else None,
        second_hand=counted(others).second_hand,
        minutes=minutes_of(problems, tables, subject),
        in_way=in_way,
        not_in_way=table[table["is_obstacle"] == "false"],
        nameless=in_way[in_way["blocked_count"] == 0],
    )
    return Result(
        facts=facts,
        table=table,
        as_of=tuple(sorted({*others["edition"], *problems["said_on"]})),
        evidence=pd.concat(
            [evidence("problems", problems), evidence("practices", others), evidence("indicators", records.cells)]
        ),
    )


def _nearest_first(records: PracticeRecords) -> list[tuple[str, list[str]]]:
    """Of the others who are compared, each one's name and the problems its practice is about."""
    ranks = [GROUP_RANK, NATIONWIDE_RANK]
    near = records.rows[~records.rows["is_here"]].dropna(subset=ranks, how="all")
    near = near.sort_values(ranks, na_position="last", kind="stable")
    return [(who, ids.split("|")) for who, ids in zip(near["who_ja"], near["problem_ids"].fillna(""), strict=True)]


def _row(problem: dict, counts: dict[str, Counted], near: list[tuple[str, list[str]]]) -> dict:
    name, procedure_ids = problem["problem_id"], problem["procedure_ids"]
    found = counts[name]
    return {
        "problem_id": name,
        "problem_ja": problem["name_ja"],
        "is_obstacle": problem["is_obstacle"],
        "said_by_role": problem["said_by_role"],
        "said_on": problem["said_on"],
        "blocked_count": 0 if pd.isna(procedure_ids) else len(procedure_ids.split("|")),
        "practices_count": found.practices,
        "group_with_practice": found.group_with_practice,
        "elsewhere_with_practice": found.elsewhere,
        "with_outcome_count": found.with_outcome,
        "second_hand_count": found.second_hand,
        "nearest_ja": next((who for who, ids in near if name in ids), ""),
    }
