"""Procedures that the list does not name: how many a municipality has online, as the list prints their number."""

from __future__ import annotations

import pandas as pd

from survey.analysis import marks as measures
from survey.analysis.groups import Group, Subject
from survey.analysis.memo import cached, cached_recent, members_rows
from survey.findings import wording
from survey.tidy.tables import Tables

UNLISTED, UNLISTED_JA = "other_online_procedures_count", "（一覧にない手続。印字された数と、多い順の団体）"


@cached_recent
def printed_counts(tables: Tables, group: Group) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The group's newest printed counts by name, most first, and the rows of table indicators they are."""
    rows = members_rows(tables, _newest_counts, group.codes)
    names = tables.municipalities[["municipality_code", "name_ja"]]
    counts = rows.merge(names, on="municipality_code").rename(columns={"value": "other_online_procedures_count"})
    counts = counts.sort_values(["other_online_procedures_count", "municipality_code"], ascending=[False, True])
    return counts.reset_index(drop=True), rows


@cached
def _newest_counts(tables: Tables) -> pd.DataFrame:
    rows = measures.newest_indicators(tables, frozenset({UNLISTED}))
    return rows[rows["edition"] == rows["edition"].max()]


def ranked_counts(counts: pd.DataFrame) -> pd.DataFrame:
    """The printed counts that can be set beside each other: above zero, none set aside."""
    return counts[(counts["other_online_procedures_count"] > 0) & counts["correction_id"].isna()]


def counts_as_values(counts: pd.DataFrame) -> list[dict]:
    """Every printed count for a program."""
    return [
        {
            "municipality_code": row["municipality_code"],
            "name_ja": row["name_ja"],
            "cell_printed": row["cell_printed"],
            "count": None
            if pd.isna(row["other_online_procedures_count"])
            else int(row["other_online_procedures_count"]),
            "set_aside": pd.notna(row["correction_id"]),
        }
        for _, row in counts.iterrows()
    ]


def with_unlisted(table: pd.DataFrame, counts: pd.DataFrame, subject: Subject) -> pd.DataFrame:
    """The procedures, and below them one row with the printed counts of procedures that the list does not name.

    ``unlisted_count`` is the subject's own (NA where none can be read); the members that are ranked are named with
    theirs, most first, in online_names_ja.
    """
    ranked = ranked_counts(counts)
    row = {
        "procedure_id": UNLISTED,
        "name_ja": UNLISTED_JA,
        "unlisted_count": _own_count(counts, subject),
        "online_names_ja": "、".join(
            f"{name}{wording.amount(count)}手続"
            for name, count in zip(ranked["name_ja"], ranked["other_online_procedures_count"], strict=True)
        ),
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


def _own_count(counts: pd.DataFrame, subject: Subject) -> float | None:
    """What is printed for the subject; None where nothing can be read or a correction sets it aside."""
    mine = counts[(counts["municipality_code"] == subject.code) & counts["correction_id"].isna()]
    count = mine["other_online_procedures_count"].max()
    return None if pd.isna(count) else count


def unlisted_sentence(counts: pd.DataFrame, subject: Subject) -> str:
    """The subject's count and the most that anybody prints."""
    ranked = ranked_counts(counts)
    count = _own_count(counts, subject)
    if count is None:
        own = f"一覧にないオンライン手続の数は{subject.name_ja}では読み取れない"
    elif count == 0:
        own = "一覧にないオンライン手続は0と印字（数えていない場合を含む）"
    else:
        own = f"{subject.name_ja}の一覧にないオンライン手続は{wording.amount(count)}手続"
    if ranked.empty:
        return own
    most = ranked["other_online_procedures_count"].iloc[0]
    first = ranked[ranked["other_online_procedures_count"] == most]
    if subject.code in set(first["municipality_code"]):
        return f"{own}で最多" + ("（同数あり）" if len(first) > 1 else "")
    return f"{own}、最多は{first['name_ja'].iloc[0]}の{wording.amount(most)}手続"
