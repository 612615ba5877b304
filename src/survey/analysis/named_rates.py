"""Rates beside whose they are: what a finding needs to name municipalities with what they print."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd


class NamedRate(NamedTuple):
    """One printed online application rate in percent; ``wants_check``: a rule flags it, and it is counted all the same.

    ``prefecture`` is where the municipality lies.
    """

    name_ja: str
    prefecture: str
    online_share_pct: float
    wants_check: bool


def named_rates(rates: pd.DataFrame, municipalities: pd.DataFrame, to_check: pd.Index) -> pd.Series:
    """By procedure_id, the rates (rows of ``take_up``) with whose they are: tuples of NamedRate in the rows' order.

    ``municipalities`` is table municipalities by code; ``to_check`` are the rows of ``take_up`` to be checked.
    """
    named = pd.Series(
        [
            NamedRate(*each)
            for each in zip(
                rates["municipality_code"].map(municipalities["name_ja"]),
                rates["municipality_code"].map(municipalities["prefecture"]),
                rates["online_share_pct"].tolist(),
                rates.index.isin(to_check).tolist(),
                strict=True,
            )
        ],
        index=rates.index,
        dtype="object",
    )
    return collected(named, rates["procedure_id"])


def collected(values: pd.Series, by: pd.Series) -> pd.Series:
    """By key, all of some values as one tuple, in their order; a key without any has no entry."""
    found: dict[str, list] = {}
    for key, value in zip(by, values, strict=True):
        found.setdefault(key, []).append(value)
    return pd.Series({key: tuple(each) for key, each in found.items()}, dtype="object")


def for_each(ids: pd.Series | pd.Index, tuples: pd.Series) -> np.ndarray:
    """The tuple that each of some ids has, () where it has none: a column of objects even where there is no row."""
    found = np.empty(len(ids), dtype=object)
    for number, name in enumerate(ids):
        found[number] = tuples.get(name, ())
    return found
