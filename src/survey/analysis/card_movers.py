"""By how many points did the share of My Number cards issued rise since the meeting that the study follows up?"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import pandas as pd

from survey.analysis.evidence import evidence
from survey.analysis.groups import Subject
from survey.analysis.marks import competition_rank, municipalities_by_code, tied
from survey.analysis.memo import cached, members_rows
from survey.analysis.result import Result, for_words
from survey.errors import NotComputable
from survey.tidy.tables import Tables

CARD_SOURCE = "mic_my_number_card"
SHARE, ISSUED, PEOPLE = "card_issued_share_pct", "card_issued_count", "card_base_population_count"
# The headquarters of Toshima met on this day and set the tasks that the study follows up: "since then" starts here.
MEETING_HELD_ON = "2021-03-29"


@dataclass(frozen=True)
class CardMovers:
    """The municipality's rise in points between two editions, and its place in the group.

    ``…_same_base`` divides both editions' cards by the newer residents. ``start_on`` and ``end_on`` are the editions,
    ``start_base_on`` and ``end_base_on`` the dates of their residents. ``largest_rise`` is that of ``largest_names``.
    ``left_out`` names the members without every figure.
    """

    start_pct: float
    end_pct: float
    rise_points: float
    rank_by_rise: int
    rank_by_rise_same_base: int
    compared: int
    group_size: int
    tied_by_rise: int = for_words()
    tied_by_rise_same_base: int = for_words()
    start_on: str = for_words()
    end_on: str = for_words()
    start_base_on: str = for_words()
    end_base_on: str = for_words()
    largest_rise: float = for_words()
    largest_names: tuple[str, ...] = for_words()
    left_out: tuple[str, ...] = for_words()


def card_movers(tables: Tables, subject: Subject) -> Result[CardMovers]:
    """By how many points did the share of My Number cards issued rise since the meeting, here and in the group?

    issued_share_rise_points: the newest edition's printed share less that of the last edition on or before
    MEETING_HELD_ON, in points; competition ranking. Both are cards issued to date over residents, printed with one
    decimal. The residents' date differs between the two, so the rise is given a second time over the newer residents
    alone: issued_share_rise_same_base_points = (newer - older cards) / newer residents. Source: mic_my_number_card.

    Table, the largest rise first: municipality_code, name_ja, card_issued_share_start_pct, card_issued_share_end_pct,
    issued_share_rise_points, rank_by_rise, issued_share_rise_same_base_points, rank_by_rise_same_base.

    Raises:
        NotComputable: no two editions hold the municipality (the series is stored for the 23 wards).
    """
    rows = members_rows(tables, _cards, subject.group.codes)
    start, end = _ends(rows, subject)
    rows = rows[rows["edition"].isin([start, end])]
    table, left_out = _table(rows, start, end, tables, subject)
    mine = table[table["municipality_code"] == subject.code].iloc[0]
    bases = rows[rows["indicator_id"] == PEOPLE].drop_duplicates("edition").set_index("edition")["as_of_date"]
    facts = CardMovers(
        start_pct=float(mine["card_issued_share_start_pct"]),
        end_pct=float(mine["card_issued_share_end_pct"]),
        rise_points=float(mine["issued_share_rise_points"]),
        rank_by_rise=int(mine["rank_by_rise"]),
        rank_by_rise_same_base=int(mine["rank_by_rise_same_base"]),
        compared=len(table),
        group_size=subject.group.size,
        tied_by_rise=tied(table["rank_by_rise"], mine["rank_by_rise"]),
        tied_by_rise_same_base=tied(table["rank_by_rise_same_base"], mine["rank_by_rise_same_base"]),
        start_on=start,
        end_on=end,
        start_base_on=bases[start],
        end_base_on=bases[end],
        largest_rise=float(table["issued_share_rise_points"].iloc[0]),
        largest_names=tuple(table.loc[table["rank_by_rise"] == 1, "name_ja"]),
        left_out=left_out,
    )
    return Result(facts=facts, table=table, as_of=(start, end), evidence=evidence("indicators", rows))


@cached
def _cards(tables: Tables) -> pd.DataFrame:
    """The cards in the last edition up to the meeting, and in the newest."""
    editions = [part.edition for part in tables.edition_files("indicators") if part.source_id == CARD_SOURCE]
    ends = {max(editions, default=""), max((day for day in editions if day <= MEETING_HELD_ON), default="")}
    rows = tables.rows_of("indicators", lambda part: part.source_id == CARD_SOURCE and part.edition in ends)
    return rows[rows["indicator_id"].isin([SHARE, ISSUED, PEOPLE])]


def _ends(rows: pd.DataFrame, subject: Subject) -> tuple[str, str]:
    """The editions that are compared: the last one up to the meeting, and the newest."""
    dates = rows.loc[(rows["municipality_code"] == subject.code) & (rows["indicator_id"] == SHARE), "edition"]
    if dates.empty:
        raise NotComputable("no_card_series")
    before = dates[dates <= MEETING_HELD_ON]
    if before.empty or before.max() == dates.max():
        raise NotComputable("no_cards_before_and_after", held_on=MEETING_HELD_ON)
    return before.max(), dates.max()


def _table(
    rows: pd.DataFrame, start: str, end: str, tables: Tables, subject: Subject
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """The members with every figure at both ends, the largest rise first; and the names of the others."""
    usable = rows[rows["correction_id"].isna()]
    wide = usable.pivot(index="municipality_code", columns=["indicator_id", "edition"], values="value")
    wide = wide.reindex(index=list(subject.group.codes), columns=list(product((SHARE, ISSUED, PEOPLE), (start, end))))
    known = wide.dropna()
    if subject.code not in known.index:
        raise NotComputable("no_cards_at_both_ends")
    # The shares are printed with one decimal; more digits would come from the subtraction alone.
    rise = (known[SHARE, end] - known[SHARE, start]).round(1)
    same_base = ((known[ISSUED, end] - known[ISSUED, start]) / known[PEOPLE, end] * 100).round(1)
    figures = pd.DataFrame(
        {
            "card_issued_share_start_pct": known[SHARE, start],
            "card_issued_share_end_pct": known[SHARE, end],
            "issued_share_rise_points": rise,
            "rank_by_rise": competition_rank(rise),
            "issued_share_rise_same_base_points": same_base,
            "rank_by_rise_same_base": competition_rank(same_base),
        }
    )
    names = municipalities_by_code(tables)["name_ja"]
    table = figures.rename_axis("municipality_code").reset_index()
    table.insert(1, "name_ja", table["municipality_code"].map(names))
    table = table.sort_values(["rank_by_rise", "municipality_code"]).reset_index(drop=True)
    return table, tuple(names[wide.index.difference(known.index)])
