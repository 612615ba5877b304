"""Whom the study is about, and with whom it is compared."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from functools import cache

import pandas as pd

from survey.analysis.memo import cached
from survey.catalog.municipalities import every_municipality, names_of
from survey.catalog.specs import listed
from survey.errors import NotFound
from survey.printed.text import place_key
from survey.settings import Weights
from survey.tidy.tables import Tables


@dataclass(frozen=True)
class Group:
    """The municipalities one is compared with, itself among them.

    ``kind`` is one of catalog/comparison_groups.csv, which gives the group its ``name_ja`` and what it counts,
    ``unit_ja``.
    """

    kind: str
    name_ja: str
    unit_ja: str
    codes: tuple[str, ...]

    @property
    def size(self) -> int:
        """How many they are."""
        return len(self.codes)


@dataclass(frozen=True)
class Subject:
    """One municipality, its group, and what its office gives weight to."""

    code: str
    name_ja: str
    group: Group
    weights: Weights = field(default_factory=Weights)


# Of which two kinds of municipality the country is made, where all of it is compared.
NATIONWIDE = ("nationwide_cities", "nationwide_towns")


@cache
def _kinds() -> pd.DataFrame:
    """The catalog's kinds of group by their name, with the kinds of municipality that each holds."""
    known = listed("comparison_groups").set_index("group_kind")
    return known.assign(kinds=known["kinds"].str.split("|").map(frozenset))


@cache
def _own_kinds() -> dict[str, str]:
    """By kind of municipality, the kind of its own group."""
    own = _kinds()["kinds"].drop(list(NATIONWIDE))
    return {kind: group_kind for group_kind, kinds in own.items() for kind in kinds}


def _group(group_kind: str, members: pd.DataFrame) -> Group:
    known, codes = _kinds().loc[group_kind], tuple(members["municipality_code"])
    name_ja = known["name_ja"].format(size=len(codes), prefecture=members["prefecture"].iloc[0])
    return Group(group_kind, name_ja, known["unit_ja"], codes)


def nationwide(tables: Tables, subject: Subject) -> Group:
    """All municipalities of the country that can be likened to the subject: cities and wards, or towns and villages."""
    return _nationwide(tables, NATIONWIDE[subject.group.kind == "towns_and_villages"])


@cached
def _nationwide(tables: Tables, group_kind: str) -> Group:
    municipalities = tables.municipalities
    return _group(group_kind, municipalities[municipalities["kind"].isin(_kinds().at[group_kind, "kinds"])])


def own_groups(municipalities: pd.DataFrame) -> pd.Series:
    """By code, which group is a municipality's own: the same text for two that have one another in their groups."""
    kinds = municipalities["kind"].map(_own_kinds())
    return (municipalities["prefecture"] + kinds).set_axis(municipalities["municipality_code"])


def find_subject(municipalities: pd.DataFrame, wanted: str) -> Subject:
    """The municipality with this name or six-digit code; ``東京都府中市`` tells two of one name apart.

    Width, blanks and the variants of a name that publishers use make no difference.

    Its group: for a special ward the 23; for a city the cities of its prefecture; for a town or village the
    towns and villages of its prefecture.

    Raises:
        NotFound: no municipality answers to it, or several do.
    """
    # Those that ended, or are to come, have no group: earlier editions' figures are all that there is of them.
    municipalities = municipalities[municipalities["kind"].isin(_own_kinds())]
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
    if succeeded := _succeeded(key):
        raise NotFound(
            f"{wanted} is no more",
            expected=f"the municipality that succeeded it: {succeeded}",
            next_step="name that one; what was published of the old one stays in the tables under its code",
        )
    near = _near(municipalities, key)
    did_you_mean = f"did you mean {' or '.join(near)}? " if near else ""
    raise NotFound(
        f"there is no municipality {wanted!r}",
        expected="a name as the ministry writes it, behind its prefecture where several bear it, or a six-digit code",
        next_step=f'{did_you_mean}name it in survey.Study("…"), after --for, or in study.toml',
    )


def _succeeded(key: str) -> str:
    """Who succeeded a municipality that ended, or what its former name became: 阿見市 082392; "" for neither."""
    known = every_municipality()
    by_code = known.set_index("municipality_code")
    for row in known.to_dict("records"):
        old = {place_key(str(name)) for name in names_of(row)}
        answers = key in (row["municipality_code"], *old, *(place_key(row["prefecture"]) + name for name in old))
        if answers and row["successor_code"]:
            code = row["successor_code"]
            return f"{by_code.at[code, 'name_ja']} {code}"
        if answers and place_key(row["name_ja"]) != key:
            return f"{row['name_ja']} {row['municipality_code']}"
    return ""


def _near(municipalities: pd.DataFrame, key: str) -> list[str]:
    """Up to three names that look like this one; several municipalities of one name are told apart by prefecture."""
    names, full = municipalities["name_ja"], municipalities["prefecture"] + municipalities["name_ja"]
    told_apart = names.where(~names.duplicated(keep=False), full)
    asked = full if key.startswith(tuple(municipalities["prefecture"].unique())) else names
    near = difflib.get_close_matches(key, asked.unique(), n=3, cutoff=0.5)
    return [name for like in near for name in told_apart[asked == like]]


def _group_of(municipalities: pd.DataFrame, row: pd.Series) -> Group:
    groups = own_groups(municipalities)
    members = municipalities[(groups == groups[row["municipality_code"]]).to_numpy()]
    return _group(_own_kinds()[row["kind"]], members)
