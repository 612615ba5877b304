"""Whom the study is about, and with whom it is compared."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field

import pandas as pd

from survey.errors import NotFound
from survey.findings.kept import once
from survey.printed.text import place_key
from survey.settings import Weights
from survey.tidy.tables import Tables

_KINDS = {
    "special_ward": ("wards", "区"),
    "designated_city": ("cities", "市"),
    "core_city": ("cities", "市"),
    "city": ("cities", "市"),
    "town": ("towns_and_villages", "町村"),
    "village": ("towns_and_villages", "町村"),
}


@dataclass(frozen=True)
class Group:
    """The municipalities one is compared with, itself among them.

    ``unit`` is what they are in column names (wards, cities, towns_and_villages), ``unit_ja`` in sentences.
    """

    name_ja: str
    unit: str
    unit_ja: str
    codes: tuple[str, ...]

    @property
    def size(self) -> int:
        """How many they are."""
        return len(self.codes)

    def among(self, compared: int) -> str:
        """The group in a sentence about ``compared`` of its members: 23区, or 比べた21区 where some are missing."""
        return self.name_ja if compared == self.size else f"比べた{compared}{self.unit_ja}"

    @property
    def online_column(self) -> str:
        """Column: how many of the group have the procedure online (``wards_online`` for a ward)."""
        return f"{self.unit}_online"

    @property
    def applicable_column(self) -> str:
        """Column: how many of the group have the procedure at all: online or unmarked, not ー."""
        return f"{self.unit}_applicable"

    @property
    def share_column(self) -> str:
        """Column: of the members that have the procedure, the share that has it online, in percent."""
        return f"{self.unit}_online_share_pct"


@dataclass(frozen=True)
class Subject:
    """One municipality, its group, and what its office gives weight to."""

    code: str
    name_ja: str
    group: Group
    weights: Weights = field(default_factory=Weights)


def nationwide(tables: Tables, subject: Subject) -> Group:
    """All municipalities of the country that can be likened to the subject: cities and wards, or towns and villages."""
    return _of_size(tables, subject.group.unit == "towns_and_villages")


@once
def _of_size(tables: Tables, is_small: bool) -> Group:
    municipalities = tables.municipalities
    units = municipalities["kind"].map(lambda kind: _KINDS[kind][0])
    members = municipalities[(units == "towns_and_villages") == is_small]
    unit_ja = "町村" if is_small else "市区"
    return Group(f"全国の{len(members)}{unit_ja}", "nationwide", unit_ja, tuple(members["municipality_code"]))


def own_groups(municipalities: pd.DataFrame) -> pd.Series:
    """By code, which group is a municipality's own: the same text for two that have one another in their groups."""
    units = municipalities["kind"].map(lambda kind: _KINDS[kind][0])
    return (municipalities["prefecture"] + units).set_axis(municipalities["municipality_code"])


def find_subject(municipalities: pd.DataFrame, wanted: str) -> Subject:
    """The municipality with this name or six-digit code; ``東京都府中市`` tells two of one name apart.

    Width, blanks and the variants of a name that publishers use make no difference.

    Its group: for a special ward the 23; for a city the cities of its prefecture; for a town or village the
    towns and villages of its prefecture.

    Raises:
        NotFound: no municipality answers to it, or several do.
    """
    key = place_key(wanted)
    names = municipalities["name_ja"].map(place_key)
    fits = municipalities[
        (municipalities["municipality_code"] == key) | (names == key) | (municipalities["prefecture"] + names == key)
    ]
    if len(fits) == 1:
        row = fits.iloc[0]
        return Subject(row["municipality_code"], row["name_ja"], _group_of(municipalities, row))
    if len(fits):
        candidates = fits["prefecture"] + fits["name_ja"] + " " + fits["municipality_code"]
        raise NotFound(
            f"{len(fits)} municipalities are called {wanted}",
            expected=", ".join(candidates),
            next_step="name one by its prefecture and name, or by its code",
        )
    near = _near(municipalities, key)
    did_you_mean = f"did you mean {' or '.join(near)}? " if near else ""
    raise NotFound(
        f"there is no municipality {wanted!r}",
        expected="a name as the ministry writes it (豊島区, 東京都府中市), or a six-digit code",
        next_step=f'{did_you_mean}name it in survey.Study("…"), after --for, or in study.toml',
    )


def _near(municipalities: pd.DataFrame, key: str) -> list[str]:
    """Up to three names that look like this one; several municipalities of one name are told apart by prefecture."""
    names, full = municipalities["name_ja"], municipalities["prefecture"] + municipalities["name_ja"]
    told_apart = names.where(~names.duplicated(keep=False), full)
    asked = full if key.startswith(tuple(municipalities["prefecture"].unique())) else names
    near = difflib.get_close_matches(key, asked.unique(), n=3, cutoff=0.5)
    return [name for like in near for name in told_apart[asked == like]]


def _group_of(municipalities: pd.DataFrame, row: pd.Series) -> Group:
    unit, unit_ja = _KINDS[row["kind"]]
    groups = own_groups(municipalities)
    members = municipalities[(groups == groups[row["municipality_code"]]).to_numpy()]
    name_ja = f"{len(members)}区" if unit == "wards" else f"{row['prefecture']}の{len(members)}{unit_ja}"
    return Group(name_ja, unit, unit_ja, tuple(members["municipality_code"]))
