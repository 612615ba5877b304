"""An order by weights holds what an order must hold. All scores here are made up."""

from __future__ import annotations

import itertools

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.findings.weighing import COMPONENTS, TOP, top_share_pct, weighed
from survey.settings import Weights

SCORE = st.none() | st.integers(0, 100).map(lambda whole: whole / 100)
ROWS = st.lists(st.tuples(SCORE, SCORE, SCORE), min_size=1, max_size=12)
WEIGHT = st.integers(0, 20).map(float)
WEIGHTS = st.builds(Weights, WEIGHT, WEIGHT, WEIGHT).filter(lambda w: w.need + w.feasibility + w.readiness > 0)


def scores(rows: list[tuple[float | None, ...]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(COMPONENTS), dtype="float64")


@given(ROWS, WEIGHTS)
def test_the_score_is_the_weighted_mean_of_what_is_known(rows: list, weights: Weights) -> None:
    by_name = (weights.need, weights.feasibility, weights.readiness)
    for row, found in zip(rows, weighed(scores(rows), weights), strict=True):
        known = [(value, weight) for value, weight in zip(row, by_name, strict=True) if value is not None]
        total = sum(weight for _, weight in known)
        if total == 0:
            assert pd.isna(found)
        else:
            assert found == pytest.approx(sum(value * weight for value, weight in known) / total)
            assert 0 <= found <= 1


@given(ROWS, WEIGHTS, st.integers(2, 9))
def test_only_the_ratios_of_weights_count(rows: list, weights: Weights, times: int) -> None:
    more = Weights(weights.need * times, weights.feasibility * times, weights.readiness * times)
    pd.testing.assert_series_equal(weighed(scores(rows), weights), weighed(scores(rows), more))


@given(ROWS)
def test_a_share_lies_between_0_and_100_and_the_top_is_full_in_every_draw(rows: list) -> None:
    for unknown in (0.0, 1.0):
        found = top_share_pct(scores(rows), unknown)
        assert found.between(0, 100).all()
        # In every draw at least TOP rows (or all there are) are in.
        assert found.sum() >= 100 * min(TOP, len(rows)) - 1e-6


@given(ROWS)
def test_what_is_best_in_everything_is_always_in_the_top(rows: list) -> None:
    found = top_share_pct(scores([(1.0, 1.0, 1.0), *rows]), 0.0)
    assert found.iloc[0] == 100


@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_makes_no_difference(rows: list, random) -> None:  # noqa: ANN001
    table = scores(rows)
    mixed = list(table.index)
    random.shuffle(mixed)
    pd.testing.assert_series_equal(
        top_share_pct(table.loc[mixed], 0.0).sort_index(), top_share_pct(table, 0.0), check_exact=False
    )


def test_the_draws_are_the_same_each_time_and_cover_other_weightings() -> None:
    # One row leads in each component; with equal scores elsewhere, each must be left out in some draws.
    rows = [(1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0), *itertools.repeat((0.4, 0.4, 0.4), TOP - 1)]
    found = top_share_pct(scores(rows), 0.0)
    assert found.equals(top_share_pct(scores(rows), 0.0))
    assert found.iloc[:3].between(1, 99).all()
