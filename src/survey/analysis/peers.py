"""How does a municipality stand among the ten that resemble it, in its group or in the country?"""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from survey.analysis.evidence import evidence
from survey.analysis.groups import Group, Subject
from survey.analysis.marks import (
    as_of,
    competition_rank,
    marks_with,
    municipalities_by_code,
    priority_evidence,
    priority_marks,
    ranked_members,
    tied,
    unlisted_members,
)
from survey.analysis.memo import cached_recent
from survey.analysis.place_names import full_names
from survey.analysis.result import Result, for_words
from survey.analysis.similarity import PEERS, SMALLEST_POOL, Similarity, measured_by, similarity
from survey.errors import NotComputable
from survey.tidy.tables import Tables


@dataclass(frozen=True)
class Peers:
    """One municipality's count of ○ among the eleven that it and its ten nearest are, and in the pool they are from.

    Ranks are competition ranks by the count of ○ among the 27, blanks read as not online. ``ranks_when_left_out``:
    by indicator, the rank among the eleven that are chosen without it, from ``best_when_left_out`` to
    ``worst_when_left_out`` (None where none can be left out); ``kept_in_every_run``: how many of the ten are
    chosen in all those runs; ``changed_when_left_out``: by indicator, how many of the ten change; ``not_compared``:
    members of the pool that lack an indicator; ``pool``: how many of the pool the newest list names, the subject among
    them. ``tied_…`` count those that share a rank, itself among them; ``bars`` are the table's rows by count of ○.
    """

    online: int
    rank_among_peers: int
    rank_by_count: int
    ranks_when_left_out: dict[str, int]
    indicators: tuple[str, ...]
    kept_in_every_run: int
    changed_when_left_out: dict[str, int]
    not_compared: int
    pool: int
    procedures: int = for_words()
    best_when_left_out: int | None = for_words()
    worst_when_left_out: int | None = for_words()
    tied_among_peers: int = for_words()
    tied_by_count: int = for_words()
    group: Group = for_words()
    similarity: Similarity = for_words()
    bars: pd.DataFrame = for_words()
    not_listed: tuple[str, ...] = for_words()


def peers(tables: Tables, subject: Subject, group: Group, *, with_prefecture: bool = False) -> Result[Peers]:
    """Which ten of the group resemble the subject, and which place does it take among them?

    Distance: see ``similarity``. Members that the newest list leaves out are not compared. The table has the subject,
    then its nearest: similarity_rank, municipality_code, name_ja (its prefecture's before it ``with_prefecture``),
    online, rank_among_peers, distance, kept_when_left_out_count, and a column an indicator. ``as_of`` is the list's
    date, then the indicators' editions. Sources: da_procedures_online, and those of the indicators.

    Raises:
        NotComputable: see ``similarity`` and ``marks.marks_with``; or nobody among the eleven has any of the 27 online.
    """
    marks_with(tables, subject, group)
    marks, everyone = priority_marks(tables, group), ranked_members(tables, group)
    pool = replace(group, codes=tuple(everyone["municipality_code"]))
    if pool.size < min(SMALLEST_POOL, group.size):
        raise NotComputable(
            "too_few_listed", nearest=PEERS, smallest=SMALLEST_POOL, compared=pool.size, pool_unit_ja=group.unit_ja
        )
    found = similarity(tables, subject, pool)
    table = _table(found, everyone, tables, subject, with_prefecture=with_prefecture)
    of = marks["procedure_id"].nunique()
    if not table["online"].any():
        code = "no_online_among_peers" if group == subject.group else "no_online_among_peers_nationwide"
        raise NotComputable(code, nearest=PEERS, procedures=of)
    mine, here = table.iloc[0], everyone[everyone["municipality_code"] == subject.code].iloc[0]
    in_runs = _ranks_in_runs(found, everyone, int(mine["online"]))
    facts = Peers(
        online=int(mine["online"]),
        rank_among_peers=int(mine["rank_among_peers"]),
        rank_by_count=int(here["rank_by_count"]),
        ranks_when_left_out=in_runs,
        indicators=tuple(found.used["peer_indicator_id"]),
        kept_in_every_run=found.in_every_run,
        changed_when_left_out=found.replaced,
        not_compared=len(found.not_compared),
        pool=pool.size,
        procedures=of,
        best_when_left_out=min(in_runs.values(), default=None),
        worst_when_left_out=max(in_runs.values(), default=None),
        tied_among_peers=tied(table["rank_among_peers"], mine["rank_among_peers"]),
        tied_by_count=tied(everyone["rank_by_count"], here["rank_by_count"]),
        group=group,
        similarity=found,
        bars=table.sort_values(["online", "similarity_rank"], ascending=[False, True], na_position="first"),
        not_listed=unlisted_members(tables, group),
    )
    return Result(
        facts=facts,
        table=table,
        as_of=(as_of(marks), *found.editions),
        evidence=_cells(tables, group, pool, facts.indicators),
    )


@cached_recent
def _cells(tables: Tables, group: Group, pool: Group, ids: tuple[str, ...]) -> pd.DataFrame:
    cells = evidence("indicators", measured_by(tables, pool, ids).cells)
    return pd.concat([priority_evidence(tables, group), cells])


def _ranks_in_runs(found: Similarity, everyone: pd.DataFrame, online: int) -> dict[str, int]:
    """By indicator, the subject's rank among the eleven that are chosen when it is left out."""
    counts = everyone.set_index("municipality_code")["online"]
    return {name: 1 + int((counts[list(codes)] > online).sum()) for name, codes in found.runs.items()}


def _table(
    found: Similarity, everyone: pd.DataFrame, tables: Tables, subject: Subject, *, with_prefecture: bool
) -> pd.DataFrame:
    names = full_names(tables) if with_prefecture else municipalities_by_code(tables)["name_ja"]
    rows = pd.concat([pd.DataFrame({"municipality_code": [subject.code]}), found.nearest], ignore_index=True)
    rows = rows.assign(
        similarity_rank=pd.Series([None, *range(1, len(rows))], dtype="Int64"),
        name_ja=rows["municipality_code"].map(names),
        online=rows["municipality_code"].map(everyone.set_index("municipality_code")["online"]),
        kept_when_left_out_count=rows["kept_when_left_out_count"].astype("Int64"),
    )
    rows["rank_among_peers"] = competition_rank(rows["online"])
    rows = rows.join(found.profiles, on="municipality_code")
    first = ["similarity_rank", "municipality_code", "name_ja", "online", "rank_among_peers", "distance"]
    return rows[[*first, "kept_when_left_out_count", *found.profiles.columns]]
