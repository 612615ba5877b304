"""Two editions of one list, under one definition: what became ○, what vanished, and what cannot be compared."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from survey.analysis import marks as measures
from survey.analysis.groups import Subject
from survey.analysis.memo import cached
from survey.tidy.tables import Tables


@dataclass(frozen=True)
class Moved:
    """The subject's group between two editions.

    ``table``: one row a member, most gained first: municipality_code, name_ja, older_online_count,
    newer_online_count, gained_count (not ○ before, ○ now), vanished_count (○ before, not ○ now), rank_by_gained,
    set_aside_reason, vanished_names_ja, gained_names_ja, blank_here_gained_names_ja (gained there, blank for the
    subject now). A member that is set aside has a reason and no counts. ``unasked``: procedures that one edition
    leaves blank for everybody, or does not list; they are not among the ``of`` that are counted. ``blanks_here``: how
    many of those the subject leaves blank now. ``older`` and ``newer``: the group's marks.
    """

    table: pd.DataFrame
    unasked: tuple[str, ...]
    of: int
    blanks_here: int
    older: pd.DataFrame
    newer: pd.DataFrame

    @property
    def compared(self) -> pd.DataFrame:
        """The members that both editions answer for."""
        return self.table[self.table["set_aside_reason"].isna()]


@cached
def newest_two(tables: Tables) -> tuple[str, str] | None:
    """The newest two editions of the list, the older first; None while there is but one."""
    editions = measures.mark_editions(tables)
    return (editions[-2], editions[-1]) if len(editions) > 1 else None


def moved(tables: Tables, subject: Subject, older: str, newer: str) -> Moved:
    """Compare the 27 in two editions for the subject's group."""
    priority = tables.procedures[tables.procedures["number_27"].notna()].set_index("procedure_id")["short_ja"]
    both = (measures.marks_of(tables, edition) for edition in (older, newer))
    sides = [marks[marks["procedure_id"].isin(priority.index)] for marks in both]
    # Whether a column was filled in at all is told by every municipality, not by the group alone.
    asked = set.intersection(*(set(side.loc[side["status"] != "unmarked", "procedure_id"]) for side in sides))
    shorts = priority[priority.index.isin(asked)]
    sides = [side[side["municipality_code"].isin(subject.group.codes)] for side in sides]
    before, after = (
        side.pivot(index="municipality_code", columns="procedure_id", values="status").reindex(columns=shorts.index)
        for side in sides
    )
    table = tables.municipalities[["municipality_code", "name_ja"]]
    table = table[table["municipality_code"].isin(subject.group.codes)]
    codes = table["municipality_code"]
    table = table.assign(set_aside_reason=[_reason(code, before, after) for code in codes])
    compared = codes[table["set_aside_reason"].isna()]
    was, now = (side.loc[compared] == "online" for side in (before, after))
    blank_here = after.loc[subject.code] == "unmarked" if subject.code in after.index else shorts == ""
    counts = {
        "older_online_count": was,
        "newer_online_count": now,
        "gained_count": now & ~was,
        "vanished_count": was & ~now,
    }
    names = {
        "vanished_names_ja": was & ~now,
        "gained_names_ja": now & ~was,
        "blank_here_gained_names_ja": now & ~was & blank_here,
    }
    table = table.assign(
        **{name: codes.map(chosen.sum(axis=1)).astype("Int64") for name, chosen in counts.items()},
        **{name: [_named(code, chosen, shorts) for code in codes] for name, chosen in names.items()},
    )
    table["rank_by_gained"] = measures.competition_rank(table["gained_count"])
    table = table.sort_values(["rank_by_gained", "municipality_code"], na_position="last").reset_index(drop=True)
    columns = ["municipality_code", "name_ja", *counts, "rank_by_gained", "set_aside_reason", *names]
    unasked = tuple(priority[~priority.index.isin(asked)])
    return Moved(table[columns], unasked, len(shorts), int(blank_here.sum()), *sides)


def _named(code: str, chosen: pd.DataFrame, shorts: pd.Series) -> str:
    """A member's chosen procedures by their short names; "" for one that is not compared."""
    return "、".join(shorts[chosen.loc[code]]) if code in chosen.index else ""


def _reason(code: str, before: pd.DataFrame, after: pd.DataFrame) -> str | None:
    """Why a member cannot be compared, as a state of the catalog; None when it can."""
    if code not in after.index:
        return "only_in_older"
    if code not in before.index:
        return "only_in_newer"
    blank_before, blank_after = ((side.loc[code] == "unmarked").all() for side in (before, after))
    # Blank throughout in both is no change; in one it may be that nobody answered.
    if blank_before != blank_after:
        return "blank_in_older" if blank_before else "blank_in_newer"
    return None
