"""Do two columns of figures rise and fall together? Spearman's rank correlation with its interval; no scipy needed."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

# The normal distribution's value for an interval of 95 %.
Z_95 = 1.959964
# With n of 3 the standard error has no denominator.
FEWEST = 4


@dataclass(frozen=True)
class RankCorrelation:
    """``n`` municipalities compared, their rank correlation from -1 to 1, and the ends of its interval of 95 %.

    ``limit``: how far from 0 the same values could come on this side, were they paired in perfect order. Ties on one
    side (nearly all 0 %) keep it well below 1.
    """

    n: int
    value: float
    low: float
    high: float
    limit: float

    @property
    def is_apart_from_zero(self) -> bool:
        """Whether the interval leaves out 0."""
        return self.low > 0 or self.high < 0


def rank_correlation(one: pd.Series, other: pd.Series) -> RankCorrelation | None:
    """Spearman's correlation of two columns (joined by index; a row with a gap is left out), None if there is none.

    Ranks are mean ranks (ties share the average of their places); the coefficient is Pearson's of the ranks. The
    interval is Fisher's: artanh(r) ± 1.96 x sqrt((1 + r²/2) / (n - 3)), turned back by tanh; the standard error is
    that of D. G. Bonett and T. A. Wright, Sample size requirements for estimating Pearson, Kendall and Spearman
    correlations, Psychometrika 65 (2000), 23-28. At r = ±1 it shrinks to a point, as the formula does.
    There is none where fewer than FEWEST rows are left, or where one of the columns is the same everywhere.
    """
    one, other = one.align(other, join="inner")
    return correlated(one.to_numpy("float64"), other.to_numpy("float64"))


def correlated(one: np.ndarray, other: np.ndarray) -> RankCorrelation | None:
    """``rank_correlation`` of two rows of figures, joined by their places; NaN is a gap."""
    is_whole = ~(np.isnan(one) | np.isnan(other))
    one, other = _ranks(one[is_whole]), _ranks(other[is_whole])
    n = len(one)
    # Where all are equal the ranks are, too.
    if n < FEWEST or np.ptp(one) == 0 or np.ptp(other) == 0:
        return None
    value = _pearson(one, other)
    in_order = np.sort(other)
    limit = abs(_pearson(np.sort(one), in_order if value > 0 else in_order[::-1]))
    if abs(value) == 1:
        return RankCorrelation(n, value, value, value, limit)
    error = math.sqrt((1 + value**2 / 2) / (n - 3))
    low, high = (math.tanh(math.atanh(value) + sign * Z_95 * error) for sign in (-1, 1))
    return RankCorrelation(n, value, low, high, limit)


def _ranks(values: np.ndarray) -> np.ndarray:
    """Mean ranks from 1 on."""
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(counts) - (counts - 1) / 2)[places]


def _pearson(one: np.ndarray, other: np.ndarray) -> float:
    return min(1.0, max(-1.0, float(np.corrcoef(one, other)[0, 1])))
