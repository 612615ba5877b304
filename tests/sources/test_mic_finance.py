"""Fiscal indicators: every municipality, and never the national average at the foot of the sheet."""

from __future__ import annotations

from functools import cache

import pandas as pd
import pytest
from grids import RAW, Grid, column, committed, made_up, origin, printed, workbook

from survey.catalog.specs import source_spec
from survey.errors import BadCell, BadLayout
from survey.raw.store import RawEdition, as_csv
from survey.sources import register
from survey.sources.readers import Original
from survey.tidy.build import read_edition

SOURCE = "mic_finance"
EDITIONS = sorted(path.name for path in (RAW / SOURCE).iterdir())
SHEET = source_spec(SOURCE).parts["indicators"].sheet
AVERAGE = "全国市町村平均"


def with_an_average(edition: str) -> Grid:
    """The sheet with a made-up national average at its foot."""
    grid = printed(SOURCE, edition, "indicators")
    return [*grid, made_up(grid, A=AVERAGE, D="0.01", E="0.1", F="0.1", G="0.1", H="－")]


@cache
def table(edition: str) -> pd.DataFrame:
    return register.read(SOURCE, [Original("試験.xlsx", workbook(with_an_average(edition), SHEET))], edition)


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_workbook_gives_the_committed_raw_table_without_the_national_average(edition: str) -> None:
    assert AVERAGE in column(with_an_average(edition), "A")
    assert as_csv(table(edition)) == committed(SOURCE, edition)


def test_one_year_cannot_be_added_as_another() -> None:
    one, other = EDITIONS[:2]
    few = with_an_average(one)[:5]
    with pytest.raises(BadLayout, match="another date") as caught:
        register.read(SOURCE, [Original("試験.xlsx", workbook(few, SHEET))], other)
    assert one in caught.value.got


def test_a_dash_is_neither_zero_nor_blank() -> None:
    edition = EDITIONS[0]
    rows = read_edition(RawEdition(SOURCE, edition, table(edition), origin(SOURCE, edition)))
    dashes = rows[rows["cell_printed"].isin(["-", "－"])]
    body = with_an_average(edition)[2:-1]
    assert len(dashes) == sum(text in ("-", "－") for row in body for text in row[3:8])
    assert set(dashes["state"]) == {"dash"}
    assert dashes["value"].isna().all()


def test_another_line_at_the_foot_is_refused_with_its_cell() -> None:
    edition = EDITIONS[0]
    grid = with_an_average(edition)
    grid.append(made_up(grid, A="試験平均", D="0.5"))
    changed = register.read(SOURCE, [Original("試験.xlsx", workbook(grid, SHEET))], edition)
    with pytest.raises(BadCell, match="not a municipality code") as caught:
        read_edition(RawEdition(SOURCE, edition, changed, origin(SOURCE, edition)))
    assert f"cell A{len(grid)}" in caught.value.where
