"""How far does the rank hang on how the list is read? Every reading's rank, and the range they span."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import pandas as pd

from survey.analysis.evidence import evidence
from survey.analysis.groups import Group, Subject
from survey.analysis.marks import as_of, by_member, latest_marks, marks_with, tied, uninformative, unlisted_members
from survey.analysis.memo import cached_recent
from survey.analysis.readings import (
    INFORMATIVE,
    NO_DENOMINATOR,
    PRIORITY_26,
    PRIORITY_27,
    Reading,
    enters_range,
    ranks,
    readings,
    spread,
    why_not_ranked,
)
from survey.analysis.result import Result, for_words
from survey.errors import NotComputable
from survey.tidy.tables import Tables

# The readings of an end: as such from the analysis, by their names in the JSON.
Named = TypeVar("Named")


@dataclass(frozen=True)
class ReadingHere:
    """The municipality's share and rank under one reading; ``tied`` count those that share the rank, itself too."""

    reading: Reading
    share_pct: float
    rank: int
    tied: int


@dataclass(frozen=True)
class WithoutBlanks:
    """How many of the ``compared`` members have ``whole`` shares, 100 %, under a reading that sets blanks aside."""

    reading: Reading
    whole: int
    compared: int


@dataclass(frozen=True)
class RobustStanding(Generic[Named]):
    """The ends of the municipality's rank over the readings that tell members apart.

    ``strict_…``: over those of a blank as not online. ``…_readings`` give that end, in the readings' order. ``spread``
    has the ends of every member (``readings.spread``), the frame ``members`` too. ``sets`` are the sets of procedures
    with their sizes; ``strict`` the municipality under each strict reading, ``strict_most_tied`` the most that share
    its rank in one.
    """

    rank_best: int
    rank_worst: int
    strict_rank_best: int
    strict_rank_worst: int
    rank_best_readings: tuple[Named, ...]
    rank_worst_readings: tuple[Named, ...]
    strict_rank_best_readings: tuple[Named, ...]
    strict_rank_worst_readings: tuple[Named, ...]
    readings: int
    readings_in_range: int
    spread: list[dict[str, Any]]
    group_size: int
    sets: tuple[tuple[str, int], ...] = for_words()
    strict: tuple[ReadingHere, ...] = for_words()
    strict_readings: int = for_words()
    strict_most_tied: int = for_words()
    without_blanks: WithoutBlanks | None = for_words()
    members: pd.DataFrame = for_words()
    not_listed: tuple[str, ...] = for_words()


def robust_standing(tables: Tables, subject: Subject) -> Result[RobustStanding[Reading]]:
    """Which places does the municipality take under every defensible reading of the list?

    Readings: the 27, the 26 or all listed procedures that tell anybody apart; blank as not online or set aside; ー
    outside or inside the denominator. Every ○ is online: the list does not say which are partial. The share is ○ over
    the denominator that the reading leaves, ranked as an exact fraction (competition ranking) among the members whose
    denominator is not 0. A reading that finds no ○, or sets blanks aside and leaves every member the same share, tells
    nobody apart and is kept out of the range. Strict are the readings of a blank as not online: without the blanks
    whoever prints no ー has 100 %, however few its ○. Source: da_procedures_online.

    Table, a row a reading: procedure_set, procedures, blank_reading, dash_reading, share_here_pct, rank_here,
    tied_count, ranked_count, without_rank_reason (``readings.NOBODY_ONLINE``, …; NA where there is a rank).

    Raises:
        NotComputable: the municipality has nobody to be compared with, or nobody has any ○.
    """
    group = subject.group
    if group.size < 2:
        raise NotComputable("alone_in_group")
    marks = marks_with(tables, subject)
    read = _read(tables, group)
    mine = read.members[read.members["municipality_code"] == subject.code].iloc[0]
    here = tuple(_readings_here(read, subject.code))
    strict = tuple(each for each in here if each.reading.reads_blanks)
    facts = RobustStanding(
        rank_best=int(mine["rank_best"]),
        rank_worst=int(mine["rank_worst"]),
        strict_rank_best=int(mine["strict_rank_best"]),
        strict_rank_worst=int(mine["strict_rank_worst"]),
        rank_best_readings=_at(here, mine["rank_best"]),
        rank_worst_readings=_at(here, mine["rank_worst"]),
        strict_rank_best_readings=_at(strict, mine["strict_rank_best"]),
        strict_rank_worst_readings=_at(strict, mine["strict_rank_worst"]),
        readings=len(read.ranked),
        readings_in_range=len(here),
        spread=read.members.to_dict("records"),
        group_size=group.size,
        sets=tuple(dict.fromkeys((reading.procedure_set, reading.procedures) for reading in read.ranked)),
        strict=strict,
        strict_most_tied=max(each.tied for each in strict),
        strict_readings=sum(reading.reads_blanks for reading in read.entering),
        without_blanks=_without_blanks(read.entering),
        members=read.members,
        not_listed=unlisted_members(tables, group),
    )
    return Result(facts=facts, table=_table(read.ranked, subject), as_of=(as_of(marks),), evidence=read.cells)


@dataclass(frozen=True)
class _Read:
    """The group's list in every reading: the ranks of each, of those that enter the range, its ends, and the cells."""

    ranked: dict[Reading, pd.DataFrame]
    entering: dict[Reading, pd.DataFrame]
    members: pd.DataFrame
    cells: pd.DataFrame


@cached_recent
def _read(tables: Tables, group: Group) -> _Read:
    marks = latest_marks(tables, group)
    sets = {
        PRIORITY_27: marks[marks["number_27"].notna()],
        PRIORITY_26: marks[marks["number_26"].notna()],
        INFORMATIVE: marks[~marks["procedure_id"].isin(uninformative(tables))],
    }
    ranked: dict[Reading, pd.DataFrame] = {}
    for procedure_set, chosen in sets.items():
        counts = by_member(chosen, tables.municipalities)
        size = chosen["procedure_id"].nunique()
        ranked |= {reading: ranks(counts, reading) for reading in readings(procedure_set, size)}
    entering = {reading: table for reading, table in ranked.items() if enters_range(reading, table)}
    if not any(reading.reads_blanks for reading in entering):
        raise NotComputable("nobody_online")
    used = marks["procedure_id"].isin(pd.concat(sets.values())["procedure_id"])
    return _Read(ranked, entering, spread(entering, tables.municipalities), evidence("availability", marks[used]))


def _readings_here(read: _Read, code: str) -> Iterator[ReadingHere]:
    for reading, table in read.entering.items():
        if code in table.index:
            share, rank = table.loc[code, "share"], int(table.loc[code, "rank"])
            yield ReadingHere(reading, float(share * 100), rank, tied(table["rank"], rank))


def _at(here: tuple[ReadingHere, ...], rank: int) -> tuple[Reading, ...]:
    return tuple(each.reading for each in here if each.rank == rank)


def _without_blanks(entering: dict[Reading, pd.DataFrame]) -> WithoutBlanks | None:
    """What the first reading without the blanks comes to; None where none of them tells members apart."""
    for reading, table in entering.items():
        if not reading.reads_blanks:
            return WithoutBlanks(reading, int((table["share"] == 1).sum()), len(table))
    return None


def _table(ranked: dict[Reading, pd.DataFrame], subject: Subject) -> pd.DataFrame:
    table = pd.DataFrame([_row(reading, rows, subject.code) for reading, rows in ranked.items()])
    return table.astype({"rank_here": "Int64", "tied_count": "Int64"})


def _row(reading: Reading, ranked: pd.DataFrame, code: str) -> dict[str, Any]:
    mine = ranked.loc[code] if code in ranked.index else None
    reason = why_not_ranked(reading, ranked) or (NO_DENOMINATOR if mine is None else None)
    rank = None if reason or mine is None else mine["rank"]
    return {
        "procedure_set": reading.procedure_set,
        "procedures": reading.procedures,
        "blank_reading": reading.blank,
        "dash_reading": reading.dash,
        "share_here_pct": None if mine is None else float(mine["share"] * 100),
        "rank_here": rank,
        "tied_count": None if rank is None else tied(ranked["rank"], rank),
        "ranked_count": len(ranked),
        "without_rank_reason": reason,
    }
