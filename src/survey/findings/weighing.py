"""An order from several scores, and how much of it survives another weighting. Knows nothing of procedures."""

from __future__ import annotations

from dataclasses import asdict

import numpy as np
import pandas as pd

from survey.settings import Weights

COMPONENTS = ("need_score", "feasibility_score", "readiness_score")
DRAWS = 1000
TOP = 5
# Any fixed number will do; this is the day of the meeting that asked for the survey.
SEED = 20210329
# Equal scores stay equal, whichever way a sum was rounded.
_DIGITS = 9


def weighed(scores: pd.DataFrame, weights: Weights) -> pd.Series:
    """The weighted mean of each row's known scores (columns COMPONENTS, each 0 to 1 or NaN for unknown).

    NaN where nothing that carries weight is known.
    """
    weight = pd.Series(asdict(weights)).add_suffix("_score")[list(COMPONENTS)].to_numpy()
    return pd.Series(_means(scores[list(COMPONENTS)].to_numpy(), weight[np.newaxis])[:, 0], index=scores.index)


def top_shares_pct(scores: pd.DataFrame) -> pd.DataFrame:
    """In which share of DRAWS random weightings is each row among the TOP highest?

    Columns: top_five_share_pct (by the mean of the known scores, as in ``weighed``), and its ends when the unknown
    may be anything: top_five_lowest_pct (the row's own unknown scores read as 0, the others' as 1) and
    top_five_highest_pct (the other way round). A component that is unknown for all rows tells none from none and
    takes no part. Weights are drawn evenly over all that add up to one (a flat Dirichlet distribution, seeded); a row
    is among the TOP when fewer than TOP others lie above it, so rows that tie for the last place are all in.
    """
    known = scores[list(COMPONENTS)].dropna(axis="columns", how="all")
    drawn = np.random.default_rng(SEED).dirichlet(np.ones(len(COMPONENTS)), DRAWS)[:, : known.shape[1]]
    middle, low, high = (_means(table.to_numpy(), drawn) for table in (known, known.fillna(0.0), known.fillna(1.0)))
    share = _in_top_pct(middle, middle)
    shares = {
        "top_five_share_pct": share,
        # A row of which nothing is known is in no top, although few others could keep it out.
        "top_five_lowest_pct": np.minimum(_in_top_pct(low, high), share),
        "top_five_highest_pct": _in_top_pct(high, low),
    }
    return pd.DataFrame(shares, index=scores.index)


def _means(scores: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Weighted means of the known scores: a row a row of scores, a column a row of weights; NaN without any."""
    is_known = ~np.isnan(scores)
    total = is_known.astype(float) @ weights.T
    with_total = np.where(total > 0, total, np.nan)
    return ((np.where(is_known, scores, 0.0) @ weights.T) / with_total).round(_DIGITS)


def _in_top_pct(mine: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Share of columns in which fewer than TOP other rows are higher; a row without a score is never in."""
    above = np.array([(np.delete(others, row, axis=0) > mine[row]).sum(axis=0) for row in range(len(mine))])
    return ((above < TOP) & ~np.isnan(mine)).mean(axis=1) * 100
