"""The list of procedures: every cell comes in as printed, and both circles mean online."""

from __future__ import annotations

from collections import Counter
from functools import cache
from string import ascii_uppercase

import pandas as pd
from grids import Grid, at, column, committed, layout, origin, printed, workbook

from survey.catalog.specs import source_spec
from survey.printed.codes import check_digit
from survey.raw.store import RawEdition, as_csv
from survey.sources import register
from survey.sources.readers import Original
from survey.tidy.build import read_edition

SOURCE, EDITION = "da_procedures_online", "2025-03-31"
NAME = origin(SOURCE, EDITION)["files"][0]["name"]
WHITE_CIRCLE, IDEOGRAPHIC_ZERO = "\u25cb", "\u3007"


def the_grid() -> Grid:
    return printed(SOURCE, EDITION, "marks")


@cache
def table() -> pd.DataFrame:
    part = source_spec(SOURCE).parts["marks"]
    return register.read(SOURCE, [Original(NAME, workbook(the_grid(), part.sheet))], EDITION)


@cache
def marks() -> pd.DataFrame:
    rows = read_edition(RawEdition(SOURCE, EDITION, table(), origin(SOURCE, EDITION)))
    return rows[rows["table"] == "availability"].reset_index(drop=True)


def test_the_workbook_gives_the_committed_raw_table() -> None:
    assert as_csv(table()) == committed(SOURCE, EDITION)


def test_both_circles_are_online() -> None:
    circles = marks()[marks()["cell_printed"].isin([WHITE_CIRCLE, IDEOGRAPHIC_ZERO])]
    assert set(circles["cell_printed"]) == {WHITE_CIRCLE, IDEOGRAPHIC_ZERO}
    assert set(circles["state"]) == {"online"}


def test_nothing_but_a_circle_is_online() -> None:
    body = the_grid()[11:]
    letters = [item.at for item in layout(SOURCE, EDITION, "marks").items if item.table == "availability"]
    cells = Counter(text for letter in letters for text in column(body, letter))
    assert (marks()["state"] == "online").sum() == cells[WHITE_CIRCLE] + cells[IDEOGRAPHIC_ZERO]
    assert (marks()["state"] == "not_applicable").sum() == cells["ー"]
    assert (marks()["state"] == "unmarked").sum() == sum(n for text, n in cells.items() if not text.strip())


def test_one_circle_for_the_other_changes_no_reading() -> None:
    swapped = table().replace(WHITE_CIRCLE, IDEOGRAPHIC_ZERO)
    assert not swapped.equals(table())
    rows = read_edition(RawEdition(SOURCE, EDITION, swapped, origin(SOURCE, EDITION)))
    states = rows.loc[rows["table"] == "availability", "state"].reset_index(drop=True)
    assert states.equals(marks()["state"])


def test_a_leading_zero_that_the_spreadsheet_dropped_is_put_back() -> None:
    short = [code for code in column(the_grid()[11:], "A") if len(code) == 5]
    assert short
    assert all(check_digit(f"0{code}"[:5]) == code[-1] for code in short)
    assert {f"0{code}" for code in short} <= set(marks()["municipality_code"])


def test_rows_out_of_code_order_keep_their_own_marks() -> None:
    grid = the_grid()
    assert column(grid[11:], "A") != sorted(column(grid[11:], "A"), key=int)
    cells = marks()[["municipality_code", "locator", "cell_printed"]].itertuples(index=False, name=None)
    for code, locator, text in cells:
        address = locator.removeprefix("marks!")
        assert at(grid, address) == text
        assert at(grid, "A" + address.lstrip(ascii_uppercase)).zfill(6) == code


def test_a_count_of_other_procedures_keeps_unknown_about_and_nothing_apart() -> None:
    rows = read_edition(RawEdition(SOURCE, EDITION, table(), origin(SOURCE, EDITION)))
    counts = rows[rows["id"] == "other_online_procedures_count"]
    states = {text: set(group["state"]) for text, group in counts.groupby("cell_printed")}
    assert states["不明"] == {"unknown"}
    assert states["0"] == {"zero"}
    assert states["約1,000"] == {"approximate"}
