"""What does not fit on one slide goes on: nothing is lost, nothing twice, and every part is on the whole's scale."""

from __future__ import annotations

import dataclasses

import pytest
import synthetic
from hypothesis import given
from hypothesis import strategies as st

from survey.findings.charts import Bars, Ranges, Series, TextTable
from survey.outputs.drawing import scale as drawing
from survey.outputs.slides import page_layout, paging
from survey.outputs.slides.charts import series_names
from survey.outputs.slides.charts.dispatch import chart_fits

BODY = page_layout.HOUSE.body
NARROW = (0.5, 1.8, 9.0, 3.4)


def _bars(count: int, *, stacked: bool = False) -> Bars:
    labels = tuple(f"仮の区その{number}" for number in range(count))
    series = tuple(Series(name, tuple(map(float, range(count)))) for name in ("一", "二")[: 1 + stacked])
    return dataclasses.replace(
        synthetic.bars(labels),
        series=series,
        stacked=stacked,
        highlight=frozenset({count - 1}) if count else frozenset(),
    )


def _parts(placed: list[paging.ChartPage]) -> list:
    return [chart for one in placed for chart, _ in one.charts]


@given(count=st.integers(1, 60), stacked=st.booleans(), body=st.sampled_from([BODY, NARROW]))
def test_bars_are_all_there_once_in_order_and_on_one_scale(count: int, stacked: bool, body: page_layout.Rect) -> None:
    whole = _bars(count, stacked=stacked)
    parts = _parts(paging.paginate([whole], body))
    assert tuple(label for part in parts for label in part.labels) == whole.labels
    for number, series in enumerate(whole.series):
        assert tuple(value for part in parts for value in part.series[number].values) == series.values
    assert {series_names.axis_maximum(part) for part in parts} == {series_names.axis_maximum(whole)}
    assert {series_names.number_format(part) for part in parts} == {series_names.number_format(whole)}
    stressed = [part.labels[label] for part in parts for label in part.highlight]
    assert stressed == [whole.labels[label] for label in whole.highlight]
    assert {drawing.bar_colour(part, 0, -1) for part in parts} == {drawing.bar_colour(whole, 0, -1)}


@given(rows=st.integers(3, 11), words=st.integers(1, 4))
def test_a_tables_rows_are_all_there_once_in_order(rows: int, words: int) -> None:
    whole = synthetic.table(rows, synthetic.LONG[: 12 * words])
    parts = _parts(paging.paginate([whole], BODY))
    assert all(isinstance(part, TextTable) for part in parts)
    assert tuple(row for part in parts for row in part.rows) == whole.rows
    assert [part.rows[row] for part in parts for row in part.highlight] == [whole.rows[row] for row in whole.highlight]
    assert all(chart_fits(part, BODY) for part in parts)


def test_spans_keep_the_wholes_last_place() -> None:
    whole = synthetic.ranges()
    parts = _parts(paging.paginate([whole], BODY))
    assert len(parts) > 1
    assert all(isinstance(part, Ranges) and part.last_place == whole.last_place for part in parts)
    assert tuple(words for part in parts for words in part.written) == whole.written


def test_what_is_readable_side_by_side_stays_so() -> None:
    (placed,) = paging.paginate([_bars(3), synthetic.table(3)], BODY)
    assert len(placed.charts) == 2


@pytest.mark.parametrize("count", [23, 40])
def test_columns_share_one_heading_and_none_has_a_title_of_its_own(count: int) -> None:
    for placed in paging.paginate([_bars(count)], BODY):
        assert placed.heading_ja.startswith(drawing.titled(_bars(count)))
        assert [chart.title_ja for chart, _ in placed.charts] == [""] * len(placed.charts)
        assert all(f"{count}のうち" in chart.alt_ja for chart, _ in placed.charts)
