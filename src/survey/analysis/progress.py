"""The 27 by their deadline: which were used by then, which are online now without a known beginning?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from survey.analysis.deadlines import fiscal_year_end, printed_rates, proven
from survey.analysis.evidence import evidence
from survey.analysis.groups import Subject
from survey.analysis.marks import as_of, counted, own_priority_marks
from survey.analysis.memo import members_rows
from survey.analysis.minutes import obstacles_in_minutes
from survey.analysis.rate_flags import rate_flags
from survey.analysis.result import Result, for_words
from survey.analysis.two_definitions import dashboard_shares
from survey.tidy.tables import Tables

# The 27 were due online by the end of this fiscal year (see procedures.number_27 in catalog/tables).
DEADLINE_YEAR = 2022
PROVEN, ONLINE_NOW, UNMARKED, NOT_APPLICABLE = "proven_by_deadline", "online_now", "unmarked", "not_applicable"
STATES = (PROVEN, ONLINE_NOW, UNMARKED, NOT_APPLICABLE)


class Obstacle(NamedTuple):
    """A problem of the minutes: the first procedure it blocks, how many, and how many of the 27 are in which state."""

    name_ja: str
    short_ja: str
    procedures: int
    states: dict[str, int]


@dataclass(frozen=True)
class Progress:
    """One municipality's 27 by STATES.

    ``to_check`` counts those that are proven by a rate that a rule flags. ``contradicted``: (short name, status) of
    those that are proven and not marked ○ now; ``dashboard``: (release, printed share of the 26 in percent), none
    where it prints none; ``by_group``: counts, a row a group of procedures, a column a state;
    ``group_totals``: procedures by group, the most of them ``largest_group``; ``problem_days``: the
    days of the minutes that name problems.
    """

    procedures: int
    proven_by_deadline: int
    online_now: int
    unmarked: int
    not_applicable: int
    to_check: int
    due_on: str
    fiscal_year: str = for_words()
    marks_as_of: str = for_words()
    to_check_ja: tuple[str, ...] = for_words()
    contradicted: tuple[tuple[str, str], ...] = for_words()
    dashboard: tuple[tuple[str, float], ...] = for_words()
    by_group: pd.DataFrame = for_words()
    group_totals: dict[str, int] = for_words()
    largest_group: int = for_words()
    obstacles: tuple[Obstacle, ...] = for_words()
    problem_days: tuple[str, ...] = for_words()


def progress(tables: Tables, subject: Subject) -> Result[Progress]:
    """Each of the 27: proven online by the deadline, marked ○ without a known beginning, blank, or not applicable.

    Table: a row a procedure: number_27, procedure_id, name_ja, short_ja, group, status_here; deadline_state:
    proven_by_deadline where a positive online application rate of a fiscal year that had ended by the deadline is
    printed and not set aside (or a list of that time marks ○), else online_now, unmarked or not_applicable by the
    newest mark; online_share_pct and cell_state: the deadline year's rate as printed; and, where the municipality's
    minutes are stored, obstacles: a tuple of what they name as in the way. Sources: da_procedures_online,
    da_dx_dashboard, the minutes.

    Raises:
        NotComputable: the list does not have the municipality.
    """
    due_on = fiscal_year_end(DEADLINE_YEAR)
    marks = own_priority_marks(tables, subject)
    marks = marks[marks["municipality_code"] == subject.code]
    rates = printed_rates(tables, subject.code)
    rates = rates[rates["procedure_id"].isin(marks["procedure_id"]) & (rates["fiscal_year"] <= DEADLINE_YEAR)]
    problems = tables.problems[tables.problems["municipality_code"] == subject.code]
    table = _table(marks, rates, due_on)
    obstacles = obstacles_in_minutes(tables, subject.code)
    if len(problems):
        table["obstacles"] = [tuple(name for name, ids in obstacles if each in ids) for each in table["procedure_id"]]
    flagged = rate_flags(tables, subject.group)
    flagged = set(flagged.loc[flagged["municipality_code"] == subject.code, "procedure_id"])
    is_proven = table["deadline_state"] == PROVEN
    to_check = table.loc[is_proven & table["procedure_id"].isin(flagged), "short_ja"]
    contradicted = table[is_proven & (table["status_here"] != "online")]
    dashboard = members_rows(tables, dashboard_shares, (subject.code,))
    dashboard = dashboard[dashboard["value"].notna()]
    # The newest list may lack a procedure that the minutes name.
    listed = [(name, [each for each in ids if each in set(table["procedure_id"])]) for name, ids in obstacles]
    listed = [(name, ids) for name, ids in listed if ids]
    by_group = _by_group(table)
    totals = by_group.sum(axis="columns")
    facts = Progress(
        procedures=len(table),
        **_counts(table),
        to_check=len(to_check),
        due_on=due_on,
        fiscal_year=f"FY{DEADLINE_YEAR}",
        marks_as_of=as_of(marks),
        to_check_ja=tuple(to_check),
        contradicted=tuple(zip(contradicted["short_ja"], contradicted["status_here"], strict=True)),
        dashboard=tuple(zip(dashboard["edition"], dashboard["value"], strict=True)),
        by_group=by_group,
        group_totals=totals.to_dict(),
        largest_group=int(totals.max()),
        obstacles=tuple(_obstacle(name, ids, table) for name, ids in listed),
        problem_days=tuple(sorted(set(problems["said_on"]))),
    )
    return Result(
        facts=facts,
        table=table,
        as_of=(facts.marks_as_of, facts.fiscal_year, *facts.problem_days),
        evidence=pd.concat(
            [
                evidence("availability", marks),
                evidence("take_up", rates),
                evidence("indicators", dashboard),
                evidence("problems", problems),
            ]
        ),
    )


def _table(marks: pd.DataFrame, rates: pd.DataFrame, due_on: str) -> pd.DataFrame:
    of_year = rates[rates["fiscal_year"] == DEADLINE_YEAR][["procedure_id", "online_share_pct", "cell_state"]]
    online = proven(rates, marks, due_on)
    table = marks.rename(columns={"status": "status_here"}).merge(of_year, on="procedure_id", how="left")
    states = [
        PROVEN if procedure_id in online else {"online": ONLINE_NOW}.get(status, status)
        for procedure_id, status in zip(table["procedure_id"], table["status_here"], strict=True)
    ]
    return table.assign(deadline_state=states)


def _counts(table: pd.DataFrame) -> dict[str, int]:
    return {state: int((table["deadline_state"] == state).sum()) for state in STATES}


def _by_group(table: pd.DataFrame) -> pd.DataFrame:
    counts = counted(table, "group", "deadline_state")
    return counts.reindex(index=list(dict.fromkeys(table["group"])), columns=list(STATES), fill_value=0)


def _obstacle(name_ja: str, ids: list[str], table: pd.DataFrame) -> Obstacle:
    short_names = table.set_index("procedure_id")["short_ja"]
    return Obstacle(name_ja, short_names[ids[0]], len(ids), _counts(table[table["procedure_id"].isin(ids)]))
