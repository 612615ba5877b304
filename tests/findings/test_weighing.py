"""An order by weights holds what an order must hold. All scores here are made up."""

from __future__ import annotations

import itertools

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.analysis.weighting import COMPONENTS, TOP, UNKNOWN_READ_AS, distinguishing, top_shares_pct, weighted_mean
from survey.settings import Weights

KNOWN = st.integers(0, 100).map(lambda whole: whole / 100)
SCORE = st.none() | KNOWN
ROWS = st.lists(st.tuples(SCORE, SCORE, SCORE), min_size=1, max_size=12)
WEIGHT = st.integers(0, 20).map(float)
WEIGHTS = st.builds(Weights, WEIGHT, WEIGHT, WEIGHT).filter(lambda w: w.need + w.feasibility + w.readiness > 0)


def scores(rows: list[tuple[float | None, ...]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(COMPONENTS), dtype="float64")


@given(ROWS, WEIGHTS)
def test_the_score_is_the_weighted_mean_with_the_unknown_read_as_neither_high_nor_low(
    rows: list, weights: Weights
) -> None:
    by_name = (weights.need, weights.feasibility, weights.readiness)
    for row, found in zip(rows, weighted_mean(scores(rows), weights), strict=True):
        read = [UNKNOWN_READ_AS if value is None else value for value in row]
        mean = sum(value * weight for value, weight in zip(read, by_name, strict=True)) / sum(by_name)
        assert found == pytest.approx(mean)
        assert 0 <= found <= 1


@given(ROWS, WEIGHTS)
def test_a_component_tells_when_it_has_weight_and_somebody_knows_it(rows: list, weights: Weights) -> None:
    by_name = (weights.need, weights.feasibility, weights.readiness)
    columns = list(zip(*rows, strict=True))
    known = [any(value is not None for value in column) for column in columns]
    expected = [name for name, has, weight in zip(COMPONENTS, known, by_name, strict=True) if has and weight > 0]
    assert distinguishing(scores(rows), weights) == expected


@given(ROWS, WEIGHTS, st.integers(2, 9))
def test_only_the_ratios_of_weights_count(rows: list, weights: Weights, times: int) -> None:
    more = Weights(weights.need * times, weights.feasibility * times, weights.readiness * times)
    pd.testing.assert_series_equal(weighted_mean(scores(rows), weights), weighted_mean(scores(rows), more))


@given(ROWS)
def test_a_share_lies_between_its_ends_and_those_between_0_and_100(rows: list) -> None:
    table = scores(rows)
    found = top_shares_pct(table)
    assert found.stack().between(0, 100).all()
    assert (found["top_five_lowest_pct"] <= found["top_five_share_pct"]).all()
    assert (found["top_five_share_pct"] <= found["top_five_highest_pct"]).all()
    # In every draw at least TOP rows (or all there are) are in.
    assert found["top_five_share_pct"].sum() >= 100 * min(TOP, len(rows)) - 1e-6


@given(ROWS)
def test_where_all_is_known_there_is_one_share(rows: list) -> None:
    found = top_shares_pct(scores(rows).fillna(0.5))
    assert (found["top_five_lowest_pct"] == found["top_five_share_pct"]).all()
    assert (found["top_five_highest_pct"] == found["top_five_share_pct"]).all()


@given(ROWS, st.tuples(KNOWN, KNOWN, KNOWN))
def test_any_reading_of_the_unknown_lies_between_the_least_and_the_most(rows: list, values: tuple) -> None:
    # A first row in which all is known, so that no component is left out in one run and not in the other.
    table = scores([(0.5, 0.5, 0.5), *rows])
    least_most = top_shares_pct(table)
    share = top_shares_pct(table.fillna(dict(zip(COMPONENTS, values, strict=True))))["top_five_share_pct"]
    assert (share >= least_most["top_five_lowest_pct"]).all()
    assert (share <= least_most["top_five_highest_pct"]).all()


@given(st.lists(st.tuples(KNOWN, KNOWN), min_size=1, max_size=9))
def test_what_is_unknown_for_all_takes_no_part(rows: list) -> None:
    found = top_shares_pct(scores([(*row, None) for row in rows]))
    assert (found["top_five_lowest_pct"] == found["top_five_highest_pct"]).all()


@given(ROWS)
def test_what_is_best_in_everything_is_always_in_the_top(rows: list) -> None:
    assert top_shares_pct(scores([(1.0, 1.0, 1.0), *rows]))["top_five_lowest_pct"].iloc[0] == 100


@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_makes_no_difference(rows: list, random) -> None:  # noqa: ANN001
    table = scores(rows)
    mixed = list(table.index)
    random.shuffle(mixed)
    pd.testing.assert_frame_equal(top_shares_pct(table.loc[mixed]).sort_index(), top_shares_pct(table))


def test_the_draws_are_the_same_each_time_and_cover_other_weightings() -> None:
    # One row leads in each component; with equal scores elsewhere, each must be left out in some draws.
    rows = [(1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0), *itertools.repeat((0.4, 0.4, 0.4), TOP - 1)]
    found = top_shares_pct(scores(rows))
    assert found.equals(top_shares_pct(scores(rows)))
    assert found["top_five_lowest_pct"].iloc[:3].between(1, 99).all()
