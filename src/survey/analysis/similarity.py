"""Who resembles a municipality? Published indicators, standardised within a pool; the distance between two profiles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from survey.analysis.groups import Group, Subject, nationwide
from survey.analysis.marks import municipalities_by_code, newest_indicators
from survey.analysis.memo import cached, cached_recent, members_rows
from survey.catalog.specs import listed
from survey.errors import NotComputable
from survey.tidy.tables import Tables

PEERS = 10
# Ten of a dozen others are no choice: at least half of the pool's others must be passed over.
SMALLEST_POOL = 2 * PEERS + 1
# An indicator that a publisher prints for part of a pool only would compare the printed part with itself.
MOST_MISSING_SHARE = 0.1


@dataclass(frozen=True)
class Similarity:
    """The nearest members of a pool, and what they were measured by.

    ``nearest``: municipality_code, distance, kept_when_left_out_count (in how many of the runs with one indicator
    left out it is among the nearest, too), nearest first. ``profiles``: municipality_code as index, one column an
    indicator, in its own unit. ``used``: rows of catalog/peer_indicators.csv; ``printed_for_few`` and
    ``missing_here``: names of those that are not used, because too few of the pool or not the subject print them.
    ``runs``: per indicator, the nearest when it is left out; ``replaced``: how many of the nearest change then.
    ``not_compared``: members that lack an indicator. ``cells``: rows of table indicators. ``distances``: of every
    member that is compared, by code, nearest first.
    """

    pool: Group
    nearest: pd.DataFrame
    profiles: pd.DataFrame
    used: pd.DataFrame
    printed_for_few: tuple[str, ...]
    missing_here: tuple[str, ...]
    runs: dict[str, tuple[str, ...]]
    not_compared: tuple[str, ...]
    cells: pd.DataFrame
    distances: pd.Series

    @property
    def replaced(self) -> dict[str, int]:
        """Per indicator, how many of the nearest change when it is left out."""
        chosen = set(self.nearest["municipality_code"])
        return {name: len(chosen.difference(codes)) for name, codes in self.runs.items()}

    @property
    def most_replaced(self) -> str | None:
        """The indicator without which most of the nearest change; None where none changes (or no run was made)."""
        replaced = self.replaced
        most = max(replaced, key=lambda name: replaced[name], default=None)
        return most if most is not None and replaced[most] else None

    @property
    def in_every_run(self) -> int:
        """How many of the nearest are chosen whichever indicator is left out."""
        return int((self.nearest["kept_when_left_out_count"] == len(self.runs)).sum())

    @property
    def editions(self) -> list[str]:
        """The editions of the indicators' cells, in order."""
        return sorted(set(self.cells["edition"]))


@cached_recent
def similarity(tables: Tables, subject: Subject, pool: Group) -> Similarity:
    """The pool's members that are nearest to the subject.

    z = (x - mean) / standard deviation over the pool, x on a log scale where the catalog says so; distance = root of
    the mean over the indicators of the squared difference in z. An indicator is used when it is printed for the
    subject and for nine in ten of the pool; a member that lacks a used one is not compared. Sources:
    catalog/peer_indicators.csv names the published indicators.

    Raises:
        NotComputable: the pool has fewer than SMALLEST_POOL members, or fewer of them print the indicators.
    """
    if pool.size < SMALLEST_POOL:
        raise NotComputable("pool_too_small", nearest=PEERS, smallest=SMALLEST_POOL, pool_ja=pool.name_ja)
    known = listed("peer_indicators")
    profiles, _ = _profiles(tables, pool)
    is_common = (profiles.isna().mean() <= MOST_MISSING_SHARE).to_numpy()
    is_here = profiles.loc[subject.code].notna().to_numpy()
    measured = measured_by(tables, pool, tuple(known.loc[is_common & is_here, "peer_indicator_id"]))
    scores = measured.scores
    if scores.empty or len(scores) < SMALLEST_POOL:
        raise NotComputable("no_similarity_indicators", indicators_ja=tuple(known["name_ja"]))
    distances = _distances(scores, subject.code)
    nearest = distances.head(PEERS)
    left = {name: scores.drop(columns=name) for name in scores if scores.shape[1] > 1}
    runs = {name: tuple(_distances(others, subject.code).index[:PEERS]) for name, others in left.items()}
    times = [sum(code in codes for codes in runs.values()) for code in nearest.index]
    return Similarity(
        pool=pool,
        nearest=nearest.rename("distance").reset_index().assign(kept_when_left_out_count=times),
        profiles=measured.profiles,
        used=measured.used,
        printed_for_few=tuple(known.loc[~is_common, "name_ja"]),
        missing_here=tuple(known.loc[is_common & ~is_here, "name_ja"]),
        runs=runs,
        not_compared=measured.not_compared,
        cells=measured.cells,
        distances=distances,
    )


@dataclass(frozen=True)
class Measured:
    """A pool measured by some indicators: their rows of the catalog, each member's values and scores, the cells."""

    used: pd.DataFrame
    profiles: pd.DataFrame
    scores: pd.DataFrame
    not_compared: tuple[str, ...]
    cells: pd.DataFrame


@cached_recent
def measured_by(tables: Tables, pool: Group, ids: tuple[str, ...]) -> Measured:
    """The pool's members by these indicators of catalog/peer_indicators.csv, their scores by code."""
    known = listed("peer_indicators")
    used = known[known["peer_indicator_id"].isin(ids)]
    profiles, cells = _profiles(tables, pool)
    whole = profiles[list(ids)].dropna()
    used_cells = set(used["numerator_id"]) | set(used["denominator_id"])
    return Measured(
        used=used,
        profiles=profiles[list(ids)],
        scores=_standardised(whole, used).sort_index(),
        not_compared=tuple(profiles.index.difference(whole.index)),
        cells=cells[cells["indicator_id"].isin(used_cells)],
    )


@cached
def _cells(tables: Tables) -> pd.DataFrame:
    """Everybody's cells of the indicators that similarity may be measured by."""
    known = listed("peer_indicators")
    return newest_indicators(tables, (frozenset(known["numerator_id"]) | frozenset(known["denominator_id"])) - {""})


@cached_recent
def _profiles(tables: Tables, pool: Group) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Each member's indicators in their own units (NaN: not printed), and the newest rows they come from."""
    known = listed("peer_indicators")
    needed = set(known["numerator_id"]) | set(known["denominator_id"])
    rows = members_rows(tables, _cells, pool.codes)
    rows = rows[rows["edition"] == rows.groupby("indicator_id")["edition"].transform("max")]
    printed = rows[rows["correction_id"].isna()].pivot(
        index="municipality_code", columns="indicator_id", values="value"
    )
    printed = printed.reindex(index=list(pool.codes), columns=sorted(needed))
    profiles = {}
    for row in known.to_dict("records"):
        values = printed[row["numerator_id"]] * float(row["factor"])
        if row["denominator_id"]:
            values = values / printed[row["denominator_id"]].where(printed[row["denominator_id"]] > 0)
        # A value that has no logarithm cannot stand on a log scale.
        profiles[row["peer_indicator_id"]] = values.where(values > 0) if row["scale"] == "log" else values
    return pd.DataFrame(profiles), rows


def _standardised(profiles: pd.DataFrame, used: pd.DataFrame) -> pd.DataFrame:
    scales = used.set_index("peer_indicator_id")["scale"]
    values = profiles.apply(lambda column: np.log(column) if scales[column.name] == "log" else column)
    spread = values.std(ddof=0)
    # What is the same everywhere tells nobody from nobody.
    varying = spread.index[spread > 0]
    return (values[varying] - values[varying].mean()) / spread[varying]


def _distances(scores: pd.DataFrame, code: str) -> pd.Series:
    """Distance of every other member, nearest first; equal distances in the order of the codes (the scores' own)."""
    columns = [scores[name].to_numpy() for name in scores]
    own = scores.index.get_loc(code)
    squares = sum((column - column[own]) ** 2 for column in columns)
    distance = np.sqrt(squares / len(columns))
    nearest = np.argsort(distance, kind="stable")
    nearest = nearest[nearest != own]
    return pd.Series(distance[nearest], index=scores.index[nearest].rename("municipality_code"))


@dataclass(frozen=True)
class BothSimilarities:
    """The subject's nearest in its own group and in the country; None where they cannot be chosen."""

    in_group: Similarity | None
    in_country: Similarity | None


def both_similarities(tables: Tables, subject: Subject) -> BothSimilarities:
    """``similarity`` within the group and nationwide."""
    pools = (subject.group, nationwide(tables, subject))
    return BothSimilarities(*(similarity_or_none(tables, subject, pool) for pool in pools))


def similarity_or_none(tables: Tables, subject: Subject, pool: Group) -> Similarity | None:
    """``similarity``, or None where it is not computable."""
    try:
        return similarity(tables, subject, pool)
    except NotComputable:
        return None


def defined_apart(tables: Tables, found: Similarity) -> pd.DataFrame:
    """The used indicators that the catalog defines otherwise for some of those compared, but not for all.

    Rows of catalog/peer_indicators.csv, with definition_ja of the numerator.
    """
    kinds = set(municipalities_by_code(tables).loc[list(found.pool.codes), "kind"])
    apart = found.used[found.used["defined_apart_for"].isin(kinds) & (len(kinds) > 1)]
    definitions = listed("indicators").set_index("indicator_id")["definition_ja"]
    return apart.assign(definition_ja=apart["numerator_id"].map(definitions))
