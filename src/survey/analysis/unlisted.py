"""Procedures that the list does not name: how many a municipality has online, as the list prints their number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict

import pandas as pd

from survey.analysis.groups import Group, Subject
from survey.analysis.marks import newest_indicators
from survey.analysis.memo import cached, cached_recent, members_rows
from survey.tidy.tables import Tables

UNLISTED = "other_online_procedures_count"


class PrintedCount(TypedDict):
    """One municipality's count for a program: as printed, and as a number (None where none can be read)."""

    municipality_code: str
    name_ja: str
    cell_printed: str
    count: int | None
    set_aside: bool


@dataclass(frozen=True)
class Unlisted:
    """The subject's count beside the most that anybody of its group prints.

    ``own``: None where nothing can be read or a correction sets it aside. ``most`` (None: no count can be ranked) is
    printed by ``most_name_ja``, the first in code order; ``is_own_most``: by the subject, too; ``is_tied``: by several.
    """

    own: int | None
    most: int | None
    most_name_ja: str | None
    is_own_most: bool
    is_tied: bool


@cached_recent
def printed_counts(tables: Tables, group: Group) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The group's newest printed counts by name, most first, and the rows of table indicators they are."""
    rows = members_rows(tables, _newest_counts, group.codes)
    names = tables.municipalities[["municipality_code", "name_ja"]]
    counts = rows.merge(names, on="municipality_code").rename(columns={"value": UNLISTED})
    counts = counts.sort_values([UNLISTED, "municipality_code"], ascending=[False, True])
    return counts.reset_index(drop=True), rows


@cached
def _newest_counts(tables: Tables) -> pd.DataFrame:
    rows = newest_indicators(tables, frozenset({UNLISTED}))
    return rows[rows["edition"] == rows["edition"].max()]


def ranked_counts(counts: pd.DataFrame) -> pd.DataFrame:
    """The printed counts that can be set beside each other: above zero, none set aside."""
    return counts[(counts[UNLISTED] > 0) & counts["correction_id"].isna()]


def values_of_counts(counts: pd.DataFrame) -> list[PrintedCount]:
    """Every printed count for a program."""
    return [
        PrintedCount(
            municipality_code=row["municipality_code"],
            name_ja=row["name_ja"],
            cell_printed=row["cell_printed"],
            count=None if pd.isna(row[UNLISTED]) else int(row[UNLISTED]),
            set_aside=bool(pd.notna(row["correction_id"])),
        )
        for _, row in counts.iterrows()
    ]


def unlisted(counts: pd.DataFrame, subject: Subject) -> Unlisted:
    """The subject's count and the most that anybody prints."""
    ranked = ranked_counts(counts)
    first = ranked[ranked[UNLISTED] == ranked[UNLISTED].max()]
    return Unlisted(
        own=_own_count(counts, subject),
        most=int(first[UNLISTED].iloc[0]) if len(first) else None,
        most_name_ja=first["name_ja"].iloc[0] if len(first) else None,
        is_own_most=subject.code in set(first["municipality_code"]),
        is_tied=len(first) > 1,
    )


def with_unlisted(table: pd.DataFrame, counts: pd.DataFrame, subject: Subject) -> pd.DataFrame:
    """The procedures, and below them one row with the printed counts of procedures that the list does not name.

    ``unlisted_count`` is the subject's own (NA where none can be read, and for every procedure). The row's id is
    UNLISTED; it has no name.
    """
    row = {
        "procedure_id": UNLISTED,
        "name_ja": "",
        "unlisted_count": _own_count(counts, subject),
        "online_names": (),
        "is_behind": False,
        "is_contradicted": False,
        "group": "",
        "status_here": "",
    }
    whole = dict.fromkeys(table.select_dtypes("integer").columns, "Int64")
    below = pd.DataFrame([row]).astype({"unlisted_count": "Int64"})
    listed = table.astype(whole).assign(unlisted_count=pd.Series(pd.NA, index=table.index, dtype="Int64"))
    found = pd.concat([listed, below.reindex(columns=listed.columns)], ignore_index=True)
    return found.astype(listed.dtypes.to_dict())


def _own_count(counts: pd.DataFrame, subject: Subject) -> int | None:
    """What is printed for the subject; None where nothing can be read or a correction sets it aside."""
    mine = counts[(counts["municipality_code"] == subject.code) & counts["correction_id"].isna()]
    count = mine[UNLISTED].max()
    return None if pd.isna(count) else int(count)
