"""Counts and ranks that several findings share."""

from __future__ import annotations

import numpy as np
import pandas as pd

from survey.analysis.evidence import evidence
from survey.analysis.groups import Group, Subject
from survey.analysis.memo import cached, cached_recent, members_rows
from survey.errors import NotComputable
from survey.tidy.tables import Tables

# The list whose marks are counted; another list would be another definition.
MARKS_SOURCE = "da_procedures_online"
# A ranking longer than this is shown with its top and the municipality itself.
# As many as the largest group of Tokyo has, the 26 cities.
MOST_SHOWN = 26


@cached_recent
def latest_marks(tables: Tables, group: Group) -> pd.DataFrame:
    """The group's marks in the newest edition, with what ``procedures`` says of each procedure.

    Columns: those of availability and procedures. One row a procedure and member, in the publisher's order.
    """
    marks = members_rows(tables, newest_marks, group.codes)
    # Procedures on the left: the publisher's order is theirs.
    return tables.procedures.merge(marks, on="procedure_id", validate="one_to_many")


def marks_with(tables: Tables, subject: Subject, group: Group | None = None) -> pd.DataFrame:
    """``latest_marks`` of a group (default: the subject's), the subject surely among them.

    Raises:
        NotComputable: the newest edition does not list the subject, as after a merger.
    """
    marks = latest_marks(tables, group or subject.group)
    if subject.code not in _listed_codes(tables):
        raise NotComputable("not_listed", edition_on=newest_marks(tables)["edition"].iloc[0])
    return marks


@cached
def _listed_codes(tables: Tables) -> frozenset[str]:
    return frozenset(newest_marks(tables)["municipality_code"])


@cached
def uninformative(tables: Tables) -> set[str]:
    """Procedures that all municipalities of the newest edition mark alike: they tell nobody from nobody."""
    marks = newest_marks(tables)
    kinds = marks.groupby("procedure_id")["status"].nunique()
    return set(kinds[kinds == 1].index)


@cached
def newest_marks(tables: Tables) -> pd.DataFrame:
    """Every municipality's marks in the newest edition: rows of table ``availability``.

    Raises:
        NotComputable: no edition of the list is stored.
    """
    editions = mark_editions(tables)
    if not editions:
        raise NotComputable("no_list")
    return marks_of(tables, editions[-1])


def mark_editions(tables: Tables) -> list[str]:
    """The stored editions of the list, the newest last."""
    return sorted(part.edition for part in tables.edition_files("availability") if part.source_id == MARKS_SOURCE)


def marks_of(tables: Tables, edition: str) -> pd.DataFrame:
    """One edition of the list: rows of table ``availability``."""
    return tables.rows_of("availability", lambda part: part.source_id == MARKS_SOURCE and part.edition == edition)


@cached_recent
def priority_marks(tables: Tables, group: Group) -> pd.DataFrame:
    """The group's ``latest_marks`` for the 27 procedures."""
    marks = latest_marks(tables, group)
    return marks[marks["number_27"].notna()]


def own_priority_marks(tables: Tables, subject: Subject) -> pd.DataFrame:
    """``priority_marks`` of the subject's group, the subject surely among them.

    Raises:
        NotComputable: see ``marks_with``.
    """
    marks_with(tables, subject)
    return priority_marks(tables, subject.group)


@cached_recent
def ranked_members(tables: Tables, group: Group) -> pd.DataFrame:
    """The group's ``priority_marks`` counted ``by_member``."""
    return by_member(priority_marks(tables, group), tables.municipalities)


@cached_recent
def priority_evidence(tables: Tables, group: Group) -> pd.DataFrame:
    """The cells of the group's ``priority_marks``."""
    return evidence("availability", priority_marks(tables, group))


@cached
def newest_indicators(tables: Tables, ids: frozenset[str]) -> pd.DataFrame:
    """Everybody's cells of these indicators, of each in the newest edition of every source that prints it."""
    newest: dict[tuple[str, str], str] = {}
    for part in tables.edition_files("indicators"):
        for name in ids.intersection(held[0] for held in part.holds):
            newest[name, part.source_id] = max(part.edition, newest.get((name, part.source_id), ""))
    wanted = {(source_id, edition) for (_, source_id), edition in newest.items()}
    rows = tables.rows_of("indicators", lambda part: (part.source_id, part.edition) in wanted)
    rows = rows[rows["indicator_id"].isin(ids)]
    keys = zip(rows["indicator_id"], rows["source_id"], rows["edition"], strict=True)
    is_newest = (newest[name, source_id] == edition for name, source_id, edition in keys)
    return rows[np.fromiter(is_newest, dtype=bool, count=len(rows))]


@cached
def municipalities_by_code(tables: Tables) -> pd.DataFrame:
    """Table municipalities by code."""
    return tables.municipalities.set_index("municipality_code")


def by_member(marks: pd.DataFrame, municipalities: pd.DataFrame) -> pd.DataFrame:
    """Each member's marks counted and ranked, best first.

    Columns: municipality_code, name_ja, online, unmarked, not_applicable, applicable (online + unmarked),
    share_of_applicable_pct (online / applicable; NaN where nothing applies), rank_by_count, rank_by_share
    (competition ranking, unmarked read as not online), rank_best and rank_worst (the ends of the rank by count
    when an unmarked procedure may be online after all, one's own or the others').
    """
    counts = counted(marks, "municipality_code", "status")
    counts = counts.reindex(columns=["online", "unmarked", "not_applicable"], fill_value=0).reset_index()
    table = counts.merge(municipalities[["municipality_code", "name_ja"]], on="municipality_code")
    table["applicable"] = table["online"] + table["unmarked"]
    table["share_of_applicable_pct"] = table["online"] / table["applicable"].where(table["applicable"] > 0) * 100
    table["rank_by_count"] = competition_rank(table["online"])
    table["rank_by_share"] = competition_rank(table["share_of_applicable_pct"])
    # At most, all that applies is online.
    table["rank_best"] = _more_than(table["online"], table["applicable"]) + 1
    # One's own possible gain does not count against oneself, so the row itself is left out.
    gain = table["applicable"] > table["online"]
    table["rank_worst"] = _more_than(table["applicable"], table["online"]) - gain + 1
    table = table.sort_values(["rank_by_count", "rank_by_share", "municipality_code"])
    first = ["municipality_code", "name_ja"]
    return table[first + [name for name in table.columns if name not in first]].reset_index(drop=True)


def counted(rows: pd.DataFrame, by: str, across: str) -> pd.DataFrame:
    """How many rows have each value of ``by`` (the index) with each value of ``across`` (the columns), 0 for none."""
    return rows[[by, across]].value_counts().unstack(fill_value=0)


def _more_than(values: pd.Series, limits: pd.Series) -> np.ndarray:
    """For each limit, how many of the values are more."""
    return len(values) - np.searchsorted(np.sort(values.to_numpy()), limits.to_numpy(), side="right")


def competition_rank(values: pd.Series) -> pd.Series:
    """Highest first; equal values share the best place and the next place is skipped (1, 2, 2, 4). NA stays NA."""
    return values.rank(method="min", ascending=False).astype("Int64")


def tied(ranks: pd.Series, rank: int) -> int:
    """How many of the ranked share a place."""
    return int((ranks == rank).sum())


def unlisted_members(tables: Tables, group: Group) -> tuple[str, ...]:
    """The names of the group's members that the newest edition does not list, as after a merger."""
    return tuple(
        municipalities_by_code(tables)["name_ja"][code] for code in group.codes if code not in _listed_codes(tables)
    )


def by_procedure(tables: Tables, marks: pd.DataFrame, subject: Subject) -> pd.DataFrame:
    """Each procedure of some ``latest_marks`` in the subject's group, in the publisher's order.

    Columns: procedure_id, number_27, name_ja, short_ja, group, status_here, then for the group, named after its
    unit (``wards_`` for wards): ``…_online``, ``…_applicable`` (online + unmarked) and ``…_online_share_pct``
    (the first over the second; NaN where nothing applies).
    """
    listed = counted_by_procedure(tables, subject.group)
    listed = listed[listed["procedure_id"].isin(marks["procedure_id"].unique())].reset_index(drop=True)
    listed.insert(5, "status_here", listed["procedure_id"].map(statuses(tables, subject.code)))
    return listed


@cached_recent
def counted_by_procedure(tables: Tables, group: Group) -> pd.DataFrame:
    """``by_procedure`` for every listed procedure, without status_here."""
    marks = latest_marks(tables, group)
    listed = marks[["procedure_id", "number_27", "name_ja", "short_ja", "group"]].drop_duplicates("procedure_id")
    counts = counted(marks, "procedure_id", "status").reindex(columns=["online", "unmarked"], fill_value=0)
    online = listed["procedure_id"].map(counts["online"])
    applicable = online + listed["procedure_id"].map(counts["unmarked"])
    return listed.assign(
        **{
            "group_online": online,
            "group_applicable": applicable,
            "group_share_pct": online / applicable.where(applicable > 0) * 100,
        },
    ).reset_index(drop=True)


@cached_recent
def statuses(tables: Tables, code: str) -> pd.Series:
    """One municipality's newest marks as status by procedure_id."""
    return members_rows(tables, newest_marks, (code,)).set_index("procedure_id")["status"]


def shown(table: pd.DataFrame, subject: Subject) -> pd.DataFrame:
    """The first MOST_SHOWN rows of a ranked table of members, the subject always among them."""
    if len(table) <= MOST_SHOWN:
        return table
    head = table.head(MOST_SHOWN)
    if subject.code in set(head["municipality_code"]):
        return head
    return pd.concat([head.head(MOST_SHOWN - 1), table[table["municipality_code"] == subject.code]])


def highlighted(table: pd.DataFrame, subject: Subject) -> frozenset[int]:
    """Where the subject stands in a table of members."""
    return frozenset(int(i) for i in (table["municipality_code"] == subject.code).to_numpy().nonzero()[0])


def as_of(marks: pd.DataFrame) -> str:
    """The one date of some marks."""
    return marks["as_of_date"].iloc[0]
