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
    weight = pd.Series(asdict(weights)).add_suffix("_score")[list(COMPONENTS)]
    known = scores[list(COMPONENTS)].notna() * weight
    total = known.sum(axis="columns")
    return ((scores[list(COMPONENTS)].fillna(0.0) * weight).sum(axis="columns") / total.where(total > 0)).round(_DIGITS)


def top_share_pct(scores: pd.DataFrame, unknown: float) -> pd.Series:
    """In which share of DRAWS random weightings is each row among the TOP highest, unknown scores read as ``unknown``?

    Weights are drawn evenly over all that add up to one (a flat Dirichlet distribution, seeded); rows that tie for
    the last place are all counted.
    """
    drawn = np.random.default_rng(SEED).dirichlet(np.ones(len(COMPONENTS)), DRAWS)
    totals = (scores[list(COMPONENTS)].fillna(unknown).to_numpy() @ drawn.T).round(_DIGITS)
    entry = np.sort(totals, axis=0)[-min(TOP, len(scores))] if len(scores) else totals
    return pd.Series((totals >= entry).mean(axis=1) * 100, index=scores.index)
