"""Spearman's correlation and its interval hold what such figures must hold."""

from __future__ import annotations

import math
import random

import by_hand
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from survey.findings.correlation import RankCorrelation, rank_correlation

# Few different values, so that ties are common.
pairs = st.lists(st.tuples(st.integers(-4, 4), st.integers(-4, 4)), min_size=4, max_size=40)


def _of(rows: list[tuple[float, float]]) -> RankCorrelation | None:
    return rank_correlation(pd.Series([row[0] for row in rows]), pd.Series([row[1] for row in rows]))


@given(pairs)
def test_it_is_what_plain_ranks_give_ties_and_all(rows: list[tuple[int, int]]) -> None:
    found = _of(rows)
    one, other = [row[0] for row in rows], [row[1] for row in rows]
    if len(set(one)) == 1 or len(set(other)) == 1:
        assert found is None, "a constant column cannot be computed, and is never a figure"
    else:
        assert found.n == len(rows)
        assert found.value == pytest.approx(by_hand.spearman(one, other), abs=1e-9)


@given(pairs)
def test_it_lies_within_its_interval_and_that_within_one(rows: list[tuple[int, int]]) -> None:
    found = _of(rows)
    assume(found)
    assert -1 <= found.low <= found.value <= found.high <= 1
    assert found.is_apart_from_zero == (found.low > 0 or found.high < 0)


@given(pairs)
def test_it_reads_either_way_and_turns_round_with_a_minus(rows: list[tuple[int, int]]) -> None:
    found = _of(rows)
    assume(found)
    assert _of([(b, a) for a, b in rows]).value == pytest.approx(found.value)
    turned = _of([(a, -b) for a, b in rows])
    assert (turned.value, turned.low) == pytest.approx((-found.value, -found.high))


@given(pairs)
def test_only_the_order_counts(rows: list[tuple[int, int]]) -> None:
    found = _of(rows)
    assume(found)
    assert _of([(math.exp(a), b**3 * 100 + 7) for a, b in rows]).value == pytest.approx(found.value)
    shuffled = random.Random(len(rows)).sample(rows, len(rows))
    assert _of(shuffled).value == pytest.approx(found.value)


@given(pairs, st.lists(st.sampled_from([(None, 1.0), (2.0, None), (None, None)]), max_size=5))
def test_rows_with_a_gap_are_left_out(rows: list[tuple[int, int]], gaps: list) -> None:
    whole, with_gaps = _of(rows), _of([*rows, *gaps])
    assert (whole is None) == (with_gaps is None)
    if whole:
        assert with_gaps.n == whole.n
        assert with_gaps.value == pytest.approx(whole.value)


def test_columns_are_joined_by_their_names_and_not_by_their_places() -> None:
    one = pd.Series([1, 2, 3, 4, 5], index=list("abcde"))
    assert rank_correlation(one, one.iloc[::-1]).value == pytest.approx(1)
    assert rank_correlation(one, pd.Series([9, 8], index=["a", "z"])) is None


def test_three_are_too_few_for_an_interval() -> None:
    assert _of([(1, 1), (2, 2), (3, 3)]) is None


def test_the_interval_is_fishers_with_the_error_of_bonett_and_wright() -> None:
    rows = [(1, 2), (2, 1), (3, 4), (4, 3), (5, 6), (6, 5), (7, 8), (8, 7), (9, 10), (10, 9)]
    found = _of(rows)
    # Five swapped neighbours: 1 - 6 x 10 x 1 / (10 x 99).
    assert found.value == pytest.approx(1 - 60 / 990)
    z, error = math.atanh(found.value), math.sqrt((1 + found.value**2 / 2) / 7)
    assert math.atanh(found.high) - z == pytest.approx(1.96 * error, rel=1e-4)
    assert z - math.atanh(found.low) == pytest.approx(1.96 * error, rel=1e-4)


def test_more_rows_make_the_interval_narrower() -> None:
    rows = [(1, 2), (2, 1), (3, 4), (4, 3), (5, 5)]
    few, many = _of(rows), _of(rows * 6)
    assert many.value == pytest.approx(few.value)
    assert many.high - many.low < few.high - few.low
