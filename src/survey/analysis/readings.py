"""The defensible ways to read a list of marks, and the places each gives."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import product

import pandas as pd

from survey.analysis import marks as measures

BLANKS = ("blank_as_not_online", "blank_set_aside")
DASHES = ("dash_outside", "dash_inside")
ENDS = ("rank_best", "rank_worst", "strict_rank_best", "strict_rank_worst")


@dataclass(frozen=True)
class Reading:
    """One way to read the list: a set of procedures, with a blank and a ー each read one way; every ○ is online."""

    set_ja: str
    short_ja: str
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

    @property
    def name_ja(self) -> str:
        """What is ranked under it, in a few words."""
        match self.denominator:
            case ["online", "unmarked"]:
                return f"{self.short_ja}のうち該当する手続に占める割合"
            case ["online", "unmarked", "not_applicable"]:
                return f"{self.short_ja}の○の数"
            case _:
                return f"{self.short_ja}の空欄を除いた割合"

    @property
    def formula_ja(self) -> str:
        """Its share as a formula."""
        words = {"online": "○", "unmarked": "空欄", "not_applicable": "ー"}
        below = "＋".join(words[name] for name in self.denominator)
        return f"○÷（{below}）" if "＋" in below else f"○÷{below}"


def readings(set_ja: str, short_ja: str) -> list[Reading]:
    """Every reading of a set of procedures."""
    return [Reading(set_ja, short_ja, blank, dash) for blank, dash in product(BLANKS, DASHES)]


def ranks(counts: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    """Share (an exact fraction) and rank under one reading, by municipality_code.

    ``counts`` has municipality_code, online, unmarked, not_applicable. Members whose denominator is 0 are left out.
    """
    columns = counts.set_index("municipality_code")
    below = columns[reading.denominator].sum(axis=1)
    shares = {code: Fraction(int(online), int(below[code])) for code, online in columns["online"][below > 0].items()}
    order = {share: place for place, share in enumerate(sorted(set(shares.values())))}
    ranked = pd.DataFrame({"share": pd.Series(shares, dtype="object")})
    return ranked.assign(rank=measures.competition_rank(ranked["share"].map(order)))


def enters_range(reading: Reading, ranked: pd.DataFrame) -> bool:
    """Whether a reading's ranks count: somebody has a ○, and setting blanks aside leaves somebody apart."""
    return bool(ranked["share"].gt(0).any()) and (reading.reads_blanks or ranked["share"].nunique() > 1)


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
