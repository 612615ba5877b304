"""What others did about a problem, as one municipality sees it: who did it, and how similar they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from survey.analysis.groups import Group, Subject, nationwide
from survey.analysis.marks import municipalities_by_code
from survey.analysis.memo import cached, cached_recent
from survey.analysis.place_names import names_beside
from survey.analysis.similarity import similarity_or_none
from survey.errors import NotComputable
from survey.tidy.tables import Tables

SECOND_HAND = "second-hand"
GROUP_RANK, NATIONWIDE_RANK = "group_similarity_rank", "nationwide_similarity_rank"


@dataclass(frozen=True)
class PracticeRecords:
    """Every practice on record as the subject sees it, best evidenced and nearest first.

    ``rows``: table practices and who_ja (the municipality or body), is_here (the subject's own), is_member (another one
    of its group), GROUP_RANK and NATIONWIDE_RANK (rank by similarity; NA where not compared). ``cells``: the rows of
    table indicators that the similarity of those in the list rests on.
    """

    rows: pd.DataFrame
    cells: pd.DataFrame

    def about(self, problem_ids: list[str]) -> pd.DataFrame:
        """The rows that are about one of these problems."""
        return _naming(self.rows, "problem_ids", set(problem_ids))

    def by_others(self, problem_ids: list[str]) -> pd.DataFrame:
        """The rows that are about one of these problems and not the subject's own."""
        rows = self.about(problem_ids)
        return rows[~rows["is_here"]]


@cached_recent
def practices_seen_from(tables: Tables, subject: Subject) -> PracticeRecords:
    """Every row of table practices, with how similar the municipality is, in the order in which one would read them.

    Order: others before the subject's own; seen before second-hand; an outcome with a number before one in words
    before none; members of the subject's group, nearest first, before others, nearest nationwide first, those not
    compared last; then by id. Similarity: see ``similarity``.

    Raises:
        NotComputable: no list of practices is stored.
    """
    rows = tables.practices
    if rows.empty:
        raise NotComputable("no_practices")
    in_group, group_cells = _ranks(tables, subject, subject.group)
    in_country, cells = _ranks(tables, subject, nationwide(tables, subject))
    code = rows["municipality_code"]
    rows = rows.assign(
        who_ja=_who(rows, tables, subject),
        is_here=code == subject.code,
        is_member=code.isin(subject.group.codes) & (code != subject.code),
        **{GROUP_RANK: code.map(in_group).astype("Int64"), NATIONWIDE_RANK: code.map(in_country).astype("Int64")},
    )
    keys = pd.DataFrame(
        {
            "is_here": rows["is_here"],
            "is_second_hand": rows["certainty"] == SECOND_HAND,
            "without_number": rows["outcome_value"].isna(),
            "without_words": rows["outcome_ja"].isna(),
            "is_elsewhere": ~rows["is_member"],
            "rank": rows[GROUP_RANK],
            "nationwide": rows[NATIONWIDE_RANK],
            "practice_id": rows["practice_id"],
        }
    )
    ordered = rows.loc[keys.sort_values(list(keys.columns), na_position="last").index]
    cells = pd.concat([group_cells, cells])
    cells = cells[cells["municipality_code"].isin({subject.code, *code.dropna()})].drop_duplicates("locator")
    return PracticeRecords(ordered.reset_index(drop=True), cells)


def others_for(tables: Tables, subject: Subject, procedure_id: str) -> pd.DataFrame:
    """The rows of table practices of others that name the procedure, or a problem that blocks it."""
    rows = _for_procedure(tables, procedure_id)
    return rows[rows["municipality_code"] != subject.code]


@cached
def _for_procedure(tables: Tables, procedure_id: str) -> pd.DataFrame:
    blocking = tables.problems[tables.problems["is_obstacle"] == "true"]
    problem_ids = _naming(blocking, "procedure_ids", {procedure_id})["problem_id"]
    rows = tables.practices
    named = [_naming(rows, "procedure_ids", {procedure_id}), _naming(rows, "problem_ids", set(problem_ids))]
    return rows.loc[named[0].index.union(named[1].index)]


def _naming(rows: pd.DataFrame, column: str, ids: set[str]) -> pd.DataFrame:
    """The rows whose ids, separated by |, hold one of these."""
    is_named = (not ids.isdisjoint(each.split("|")) for each in rows[column].fillna(""))
    return rows[np.fromiter(is_named, dtype=bool, count=len(rows))]


def _ranks(tables: Tables, subject: Subject, pool: Group) -> tuple[pd.Series, pd.DataFrame]:
    """Each compared member's rank by similarity, nearest 1; nobody's where a pool is too small to compare."""
    found = similarity_or_none(tables, subject, pool)
    if found is None:
        return pd.Series(dtype="Int64"), tables.rows_of("indicators", lambda _: False)
    return pd.Series(range(1, len(found.distances) + 1), index=found.distances.index), found.cells


def _who(rows: pd.DataFrame, tables: Tables, subject: Subject) -> pd.Series:
    """The municipality, by its prefecture too where that is another one than the subject's; else the body."""
    return rows["municipality_code"].map(names_beside(tables, subject)).fillna(rows["body_ja"])


@dataclass(frozen=True)
class Counted:
    """Some practices of others counted: in all, by who did something, and by what their pages print.

    ``group_with_practice``: how many others of the subject's group did something; ``elsewhere``: how many
    municipalities and bodies outside it; ``with_outcome``: practices with a number for what came of them.
    """

    practices: int
    group_with_practice: int
    elsewhere: int
    with_outcome: int
    second_hand: int
    without_start: int


def counted(rows: pd.DataFrame) -> Counted:
    """Rows of ``PracticeRecords``, none of them the subject's own, counted."""
    return Counted(
        practices=len(rows),
        group_with_practice=rows.loc[rows["is_member"], "municipality_code"].nunique(),
        elsewhere=rows.loc[~rows["is_member"], "who_ja"].nunique(),
        with_outcome=int(rows["outcome_value"].notna().sum()),
        second_hand=int((rows["certainty"] == SECOND_HAND).sum()),
        without_start=int(rows["started"].isna().sum()),
    )


@dataclass(frozen=True)
class Minutes:
    """Whose minutes name some problems: of which days (in order), by name, and whether they are the subject's own."""

    said_on: tuple[str, ...]
    owners_ja: tuple[str, ...]
    is_own: bool


def minutes_of(problems: pd.DataFrame, tables: Tables, subject: Subject) -> Minutes:
    """Where these rows of table problems come from."""
    codes = sorted(set(problems["municipality_code"]))
    names = municipalities_by_code(tables)["name_ja"]
    return Minutes(tuple(sorted(set(problems["said_on"]))), tuple(names[code] for code in codes), subject.code in codes)


def problems_in_order(tables: Tables) -> pd.DataFrame:
    """Table problems, those in a procedure's way first, then in the minutes' order.

    Raises:
        NotComputable: no stored minutes name a problem.
    """
    problems = tables.problems
    if problems.empty:
        raise NotComputable("no_problems")
    line = problems["locator"].str.extract(r"(\d+)$")[0].astype(int)
    ordered = problems.assign(line=line).sort_values(
        ["is_obstacle", "municipality_code", "said_on", "line"], ascending=[False, True, True, True], kind="stable"
    )
    return ordered.drop(columns="line")
