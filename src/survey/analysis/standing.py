"""How far are the 27 priority procedures, here and among the group: counts, shares, places."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from survey.analysis.groups import Subject
from survey.analysis.marks import as_of, own_priority_marks, priority_evidence, ranked_members, tied, unlisted_members
from survey.analysis.result import Result, for_words
from survey.tidy.tables import Tables


@dataclass(frozen=True)
class Standing:
    """One municipality's marks for the 27 procedures, and its places in the group.

    Ranks are competition ranks by the count of ○ and by its share of (○ + blank), blanks read as not online;
    ``rank_best`` and ``rank_worst`` are the ends of the rank by count if blanks may be online. ``tied_…`` count those
    that share a place, itself among them.
    """

    municipality_code: str
    online: int
    unmarked: int
    not_applicable: int
    share_of_applicable_pct: float | None
    rank_by_count: int
    rank_by_share: int | None
    tied_by_count: int
    tied_by_share: int
    rank_best: int
    rank_worst: int
    group_size: int
    procedures: int = for_words()
    compared: int = for_words()
    not_listed: tuple[str, ...] = for_words()


def standing(tables: Tables, subject: Subject) -> Result[Standing]:
    """How many of the 27 are online here, and which place does that give?

    Count = procedures marked ○. Share = ○ over (○ + blank); ー is out of the denominator. The table is
    ``marks.ranked_members`` of the group. Source: da_procedures_online.

    Raises:
        NotComputable: see ``marks.marks_with``.
    """
    marks, table = own_priority_marks(tables, subject), ranked_members(tables, subject.group)
    here = table[table["municipality_code"] == subject.code].iloc[0]
    share_pct, rank_by_share = here["share_of_applicable_pct"], here["rank_by_share"]
    facts = Standing(
        municipality_code=subject.code,
        online=int(here["online"]),
        unmarked=int(here["unmarked"]),
        not_applicable=int(here["not_applicable"]),
        share_of_applicable_pct=None if pd.isna(share_pct) else round(float(share_pct), 2),
        rank_by_count=int(here["rank_by_count"]),
        rank_by_share=None if pd.isna(rank_by_share) else int(rank_by_share),
        tied_by_count=tied(table["rank_by_count"], here["rank_by_count"]),
        tied_by_share=tied(table["rank_by_share"], rank_by_share),
        rank_best=int(here["rank_best"]),
        rank_worst=int(here["rank_worst"]),
        group_size=subject.group.size,
        procedures=marks["procedure_id"].nunique(),
        compared=len(table),
        not_listed=unlisted_members(tables, subject.group),
    )
    return Result(facts=facts, table=table, as_of=(as_of(marks),), evidence=priority_evidence(tables, subject.group))
