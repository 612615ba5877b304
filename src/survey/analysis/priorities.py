"""In which order could a municipality take up what is not online, and what is online and hardly used?"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import NamedTuple

import pandas as pd

from survey.analysis.candidates import Candidates, candidates
from survey.analysis.evidence import evidence
from survey.analysis.groups import Subject
from survey.analysis.marks import as_of, competition_rank
from survey.analysis.practice_records import others_for
from survey.analysis.procedure_notes import procedure_notes
from survey.analysis.rates import REAL_USE_PCT
from survey.analysis.result import Result, for_words
from survey.analysis.weighting import COMPONENTS, TOP, distinguishing, top_shares_pct, weighted_mean
from survey.catalog.specs import listed
from survey.errors import NotComputable
from survey.settings import Weights
from survey.tidy.tables import Tables

# Only what stays in the top in every weighting, on the worst reading of the unknown, is said to stay.
ALWAYS_PCT = 100.0


class First(NamedTuple):
    """The first of one task: its short name (the first of those that tie), and how many share the first rank."""

    task: str
    short_ja: str
    tied: int


@dataclass(frozen=True)
class Priorities:
    """The candidates of one municipality, counted, and the first of each task.

    ``tasks``: by task (offer, use) candidates, first (procedure ids that share the first rank) and the first row's
    shares of weightings in the top. ``need_unknown`` and ``readiness_unknown`` count candidates without that score;
    ``use_unknown`` procedures that are online without a printed rate, which are no candidates. ``unknown_components``
    are known for no candidate; ``first_is_stable``: the first of each task of more than TOP candidates stays in the
    top in every weighting, on the worst reading of the unknown; ``notes``: ``procedure_notes`` of the candidates.
    """

    candidates: int
    tasks: dict[str, dict]
    need_unknown: int
    readiness_unknown: int
    use_unknown: int
    weights: dict[str, float]
    group_size: int
    firsts: tuple[First, ...] = for_words()
    first_is_stable: bool = for_words()
    unknown_components: tuple[str, ...] = for_words()
    has_obstacles: bool = for_words()
    has_minutes: bool = for_words()
    has_applications: bool = for_words()
    set_apart: tuple[tuple[str, str], ...] = for_words()
    contradicted: tuple[str, ...] = for_words()
    peer_pool_ja: str = for_words()
    marks_as_of: str = for_words()
    notes: tuple[tuple[str, str], ...] = for_words()
    fiscal_years: tuple[str, ...] = for_words()


def priorities(tables: Tables, subject: Subject) -> Result[Priorities]:
    """The candidates of each task in their order, and how stable that order is.

    The two tasks are put in order apart, since what makes them feasible is counted differently. Table: a row a
    candidate, columns of ``candidates``; priority_score = weighted mean, weights from study.toml, unknown scores read
    as UNKNOWN_READ_AS; priority_rank = competition ranking by it within the task; top_five_share_pct: in which share
    of DRAWS seeded random weightings a procedure is among the TOP of its task; the next two are its ends when the
    unknown may be anything (see ``weighting``). residents_concerned_ja: the indicator's name (NaN: unknown).
    practices_count: practices of others on record that name the procedure or an obstacle of it (see
    ``practice_records.others_for``); it does not enter the score: a list collected from public pages is not complete.
    Sources: see ``candidates``; practices.

    Raises:
        NotComputable: nothing is left to do, nothing can be compared, or nothing that carries weight is known.
    """
    found = candidates(tables, subject)
    if found.table.empty:
        raise NotComputable("no_candidates", real_use_pct=f"{REAL_USE_PCT:.0f}")
    if not distinguishing(found.table, subject.weights):
        raise NotComputable("no_weighted_component_known")
    on_record = {name: others_for(tables, subject, name) for name in found.table["procedure_id"]}
    counted = found.table.assign(practices_count=found.table["procedure_id"].map(on_record).map(len))
    table = pd.concat([_ordered(rows, subject.weights) for _, rows in counted.groupby("task")], ignore_index=True)
    return Result(
        facts=_facts(found, table, tables, subject),
        table=table,
        as_of=(as_of(found.marks), *_fiscal_years(found), *sorted(set(found.indicators["edition"]))),
        evidence=pd.concat(
            [
                evidence("availability", found.marks[found.marks["procedure_id"].isin(table["procedure_id"])]),
                evidence("take_up", found.rates[found.rates["procedure_id"].isin(table["procedure_id"])]),
                evidence("indicators", found.indicators),
                evidence("problems", found.problems),
                evidence(
                    "practices", tables.practices.loc[sorted(set().union(*(rows.index for rows in on_record.values())))]
                ),
            ]
        ),
    )


def first_of_each(table: pd.DataFrame, most: int) -> pd.DataFrame:
    """The first rows of each task."""
    return table.groupby("task").head(most)


def _ordered(table: pd.DataFrame, weights: Weights) -> pd.DataFrame:
    """The candidates of one task, highest score first."""
    names = listed("indicators").set_index("indicator_id")["name_ja"]
    score = weighted_mean(table, weights)
    table = table.assign(
        residents_concerned_ja=table["residents_indicator_id"].map(names),
        priority_score=score,
        priority_rank=competition_rank(score),
    ).join(top_shares_pct(table))
    return table.sort_values("priority_rank", kind="stable")


def _facts(found: Candidates, table: pd.DataFrame, tables: Tables, subject: Subject) -> Priorities:
    by_task = {str(task): rows for task, rows in table.groupby("task", sort=True)}
    unknown = table[list(COMPONENTS)].isna()
    lowest = [rows["top_five_lowest_pct"].iloc[0] for rows in by_task.values() if len(rows) > TOP]
    return Priorities(
        candidates=len(table),
        tasks={task: _of_task(rows) for task, rows in by_task.items()},
        need_unknown=int(unknown["need_score"].sum()),
        readiness_unknown=int(unknown["readiness_score"].sum()),
        use_unknown=found.use_unknown,
        weights=asdict(subject.weights),
        group_size=subject.group.size,
        firsts=tuple(
            First(task, rows["short_ja"].iloc[0], int((rows["priority_rank"] == 1).sum()))
            for task, rows in by_task.items()
        ),
        first_is_stable=all(share >= ALWAYS_PCT for share in lowest),
        unknown_components=tuple(name for name in COMPONENTS if unknown[name].all()),
        has_obstacles=bool(table["obstacles"].map(len).any()),
        has_minutes=subject.code in set(tables.problems["municipality_code"]),
        has_applications=bool(table["applications_count"].notna().any()),
        set_apart=found.set_apart,
        contradicted=found.contradicted,
        peer_pool_ja=found.peer_pool_ja,
        marks_as_of=as_of(found.marks),
        notes=procedure_notes(tables, table["procedure_id"]),
        fiscal_years=_fiscal_years(found),
    )


def _of_task(rows: pd.DataFrame) -> dict:
    first = rows.iloc[0]
    return {
        "candidates": len(rows),
        "first": list(rows.loc[rows["priority_rank"] == 1, "procedure_id"]),
        **{name: round(float(first[name]), 1) for name in first.index if name.startswith("top_five_")},
    }


def _fiscal_years(found: Candidates) -> tuple[str, ...]:
    return tuple(f"FY{year}" for year in sorted(set(found.rates["fiscal_year"])))
