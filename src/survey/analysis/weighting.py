"""An order from several scores, and how much of it survives another weighting. Knows nothing of procedures."""

from __future__ import annotations

from dataclasses import asdict
from functools import cache

import numpy as np
import pandas as pd

from survey.settings import Weights

COMPONENTS = ("need_score", "feasibility_score", "readiness_score")
# What nobody knows is read as neither high nor low; ``top_shares_pct`` gives the ends of the other readings.
UNKNOWN_READ_AS = 0.5
DRAWS = 1000
TOP = 5
# Any fixed number will do; this is the day of the meeting that asked for the survey.
SEED = 20210329
# Equal scores stay equal, whichever way a sum was rounded.
_DIGITS = 9


def distinguishing(scores: pd.DataFrame, weights: Weights) -> list[str]:
    """The components that carry weight and are known for at least one row: only they distinguish rows."""
    weight = pd.Series(asdict(weights)).add_suffix("_score")
    return [name for name in COMPONENTS if weight[name] > 0 and scores[name].notna().any()]


def weighted_mean(scores: pd.DataFrame, weights: Weights) -> pd.Series:
    """The weighted mean of each row's scores (columns COMPONENTS, 0 to 1; NaN, unknown, is read as UNKNOWN_READ_AS)."""
    weight = pd.Series(asdict(weights)).add_suffix("_score")[list(COMPONENTS)]
    return ((scores[list(COMPONENTS)].fillna(UNKNOWN_READ_AS) * weight).sum(axis="columns") / weight.sum()).round(
        _DIGITS
    )


def top_shares_pct(scores: pd.DataFrame) -> pd.DataFrame:
    """In which share of DRAWS random weightings is each row among the TOP highest?

    Columns: top_five_share_pct (unknown scores read as UNKNOWN_READ_AS), and its ends when the unknown may be anything:
    top_five_lowest_pct (the row's own unknown scores read as 0, the others' as 1) and top_five_highest_pct (the other
    way round). A component that is unknown for all rows distinguishes none and takes no part. Weights are drawn
    evenly over all that add up to one (a flat Dirichlet distribution, seeded); a row is among the TOP when fewer than
    TOP others lie above it, so rows that tie for the last place are all in.
    """
    known = scores[list(COMPONENTS)].dropna(axis="columns", how="all")
    drawn = _drawn()[:, : known.shape[1]]
    middle, low, high = (
        (known.fillna(unknown).to_numpy() @ drawn.T).round(_DIGITS) for unknown in (UNKNOWN_READ_AS, 0.0, 1.0)
    )
    shares = {
        "top_five_share_pct": _in_top_pct(middle, middle),
        "top_five_lowest_pct": _in_top_pct(low, high),
        "top_five_highest_pct": _in_top_pct(high, low),
    }
    return pd.DataFrame(shares, index=scores.index)


@cache
def _drawn() -> np.ndarray:
    """The weightings, the same every time."""
    return np.random.default_rng(SEED).dirichlet(np.ones(len(COMPONENTS)), DRAWS)


def _in_top_pct(mine: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Share of columns in which fewer than TOP other rows are higher."""
    # A row does not compete with itself, whichever way its unknown scores were read.
    above = (others[np.newaxis] > mine[:, np.newaxis]).sum(axis=1) - (others > mine)
    return (above < TOP).mean(axis=1) * 100 if len(mine) else np.empty(0)
