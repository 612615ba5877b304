"""The defensible ways to read a list of marks, and the places each gives."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import product

import pandas as pd

from survey.analysis.marks import competition_rank

# The 27 priority procedures, the 26 of them without the disaster certificate, and all that tell anybody apart.
SETS = PRIORITY_27, PRIORITY_26, INFORMATIVE = ("priority_27", "priority_26", "informative")
BLANKS = ("blank_as_not_online", "blank_set_aside")
DASHES = ("dash_outside", "dash_inside")
NOBODY_ONLINE, ALL_ALIKE, NO_DENOMINATOR = "nobody_online", "all_alike", "no_denominator"
ENDS = ("rank_best", "rank_worst", "strict_rank_best", "strict_rank_worst")


@dataclass(frozen=True)
class Reading:
    """One way to read the list: a set of procedures, with a blank and a ー each read one way; every ○ is online.

    ``procedure_set`` is one of SETS and holds ``procedures`` of them.
    """

    procedure_set: str
    procedures: int
    blank: str
    dash: str

    @property
    def reads_blanks(self) -> bool:
        """Whether a blank counts, as not online; otherwise it is set aside."""
        return self.blank == "blank_as_not_online"

    @property
    def denominator(self) -> list[str]:
        """The counts that add up to the share's denominator; its numerator is ``online``."""
        blank = ["unmarked"] if self.reads_blanks else []
        return ["online", *blank, *(["not_applicable"] if self.dash == "dash_inside" else [])]


def readings(procedure_set: str, procedures: int) -> list[Reading]:
    """Every reading of a set of procedures."""
    return [Reading(procedure_set, procedures, blank, dash) for blank, dash in product(BLANKS, DASHES)]


def ranks(counts: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    """Share (an exact fraction) and rank under one reading, by municipality_code.

    ``counts`` has municipality_code, online, unmarked, not_applicable. Members whose denominator is 0 are left out.
    """
    columns = counts.set_index("municipality_code")
    below = columns[reading.denominator].sum(axis=1)
    shares = {code: Fraction(int(online), int(below[code])) for code, online in columns["online"][below > 0].items()}
    order = {share: place for place, share in enumerate(sorted(set(shares.values())))}
    ranked = pd.DataFrame({"share": pd.Series(shares, dtype="object")})
    return ranked.assign(rank=competition_rank(ranked["share"].map(order)))


def why_not_ranked(reading: Reading, ranked: pd.DataFrame) -> str | None:
    """Why a reading tells nobody apart, one of NOBODY_ONLINE and ALL_ALIKE (without the blanks); None if it does."""
    if not ranked["share"].gt(0).any():
        return NOBODY_ONLINE
    return None if reading.reads_blanks or ranked["share"].nunique() > 1 else ALL_ALIKE


def enters_range(reading: Reading, ranked: pd.DataFrame) -> bool:
    """Whether a reading's ranks count: somebody has a ○, and setting blanks aside leaves somebody apart."""
    return why_not_ranked(reading, ranked) is None


def spread(ranked: dict[Reading, pd.DataFrame], municipalities: pd.DataFrame) -> pd.DataFrame:
    """Each member's ends over some readings, the best middle of the strict range first.

    Columns: municipality_code, name_ja, rank_best, rank_worst (all readings), strict_rank_best, strict_rank_worst
    (the readings of a blank as not online).
    """
    every = pd.concat([table["rank"] for table in ranked.values()])
    strict = pd.concat([table["rank"] for reading, table in ranked.items() if reading.reads_blanks])
    ends = [places.groupby(level=0).agg(["min", "max"]) for places in (every, strict)]
    places = pd.concat(ends, axis=1).set_axis(list(ENDS), axis=1).rename_axis("municipality_code").reset_index()
    table = municipalities[["municipality_code", "name_ja"]].merge(places, on="municipality_code")
    table["middle"] = table["strict_rank_best"] + table["strict_rank_worst"]
    table = table.sort_values(["middle", "strict_rank_best", "municipality_code"]).reset_index(drop=True)
    return table.drop(columns="middle")
