"""What the inhabitant tax is levied on: of each municipality's two rows the one of its own tax, and no other."""

from __future__ import annotations

import io

import openpyxl
import pandas as pd
import pytest
from grids import Grid, at, blank_rows, column, committed, made_up, origin, printed, put, workbook

from survey.catalog.specs import listed
from survey.collect import files as collect
from survey.errors import BadCell, BadFile, BadLayout, SurveyError
from survey.paths import Project
from survey.raw import store
from survey.raw.store import RawEdition, as_csv
from survey.sources import register
from survey.sources.readers import Original
from survey.tidy.build import read_edition

pytestmark = pytest.mark.slow

SOURCE, EDITION = "mic_municipal_tax", "FY2024"
SHEET = "令和6年度_第11表市町村別データ"
NAME = origin(SOURCE, EDITION)["files"][0]["name"]
MUNICIPAL, PREFECTURAL = "市町村民税", "道府県民税"
FIRST = 5


def the_rows() -> list[list[str]]:
    return [row for row in printed(SOURCE, EDITION, "tax_base")[FIRST - 1 :] if any(row)]


def with_prefectures() -> Grid:
    """The sheet with a made-up row of the prefecture's tax below each municipality's, and blank rows at its foot."""
    grid = [*printed(SOURCE, EDITION, "tax_base"), [""] * len(the_rows()[0])]
    for number in blank_rows(grid):
        year, code, prefecture, name = grid[number - 2][:4]
        grid[number - 1] = made_up(grid, A=year, B=code, C=prefecture, D=name, E=PREFECTURAL, F="1", N="1")
    return [*grid, [""] * len(grid[0]), [""] * len(grid[0])]


def few_rows() -> Grid:
    """The headings and both rows of the first municipality, which is all that reading a sheet needs."""
    return with_prefectures()[: FIRST + 1]


def read(grid: Grid, edition: str = EDITION, sheet: str = SHEET) -> bytes:
    return as_csv(register.read(SOURCE, [Original(NAME, workbook(grid, sheet))], edition))


def refused(kind: type[SurveyError], project: Project, grid: Grid, edition: str = EDITION) -> SurveyError:
    path = project.root / NAME
    path.write_bytes(workbook(grid, SHEET))
    with pytest.raises(kind) as caught:
        collect.add(project, [path], SOURCE, edition)
    assert NAME in caught.value.where
    assert not project.raw.exists()
    return caught.value


def test_the_workbook_gives_the_committed_raw_table_without_the_prefectures_rows() -> None:
    grid = with_prefectures()
    assert column(grid, "E").count(PREFECTURAL) == column(grid, "E").count(MUNICIPAL) == len(the_rows())
    assert read(grid) == committed(SOURCE, EDITION)


def test_every_listed_municipality_has_both_figures_and_they_are_the_printed_ones(project: Project) -> None:
    rows = read_edition(store.read(project, SOURCE, EDITION))
    values = rows.set_index(["municipality_code", "id"])["value"].unstack("id")
    assert sorted(values.index) == listed("municipalities")["municipality_code"].tolist()
    for row in the_rows():
        assert values.at[row[1], "income_tax_payers_count"] == int(row[5])
        assert values.at[row[1], "taxable_income_thousand_yen"] == int(row[13])


def test_the_taxable_income_is_the_sum_of_the_seven_kinds_that_the_heading_names() -> None:
    heads = printed(SOURCE, EDITION, "tax_base")[2]
    assert heads[6:14] == ["（ア）", "（イ）", "（ウ）", "（エ）", "（オ）", "（カ）", "（キ）", "（ア～キの計）"]
    rows = the_rows()
    assert len(rows) == 1741
    assert [row[3] for row in rows if sum(map(int, row[6:13])) != int(row[13])] == []


def test_a_year_that_has_no_day_gets_none(project: Project) -> None:
    assert read_edition(store.read(project, SOURCE, EDITION))["as_of_date"].isna().all()


@pytest.mark.parametrize(
    "cells",
    [
        {"B": "999999", "D": "試験市", "E": MUNICIPAL},
        {"B": "999999", "D": "試験市", "E": PREFECTURAL},
        {"B": "", "D": "合計", "E": MUNICIPAL},
        {"B": "011002", "D": "札幌市", "E": "試験税"},
        {"B": "011002", "D": "札幌市", "E": ""},
    ],
    ids=["unknown", "unknown, the prefecture's tax", "a sum", "another tax", "no tax"],
)
def test_a_row_of_no_known_place_or_tax_is_refused_with_its_cell(scratch: Project, cells: dict[str, str]) -> None:
    grid = few_rows()
    grid.append(made_up(grid, A="2024", C="試験県", F="1", **cells))
    error = refused(BadCell, scratch, grid)
    assert "neither a known municipality" in error.what
    assert f"cell D{len(grid)}" in error.where
    assert cells["D"] in error.got


def test_a_municipality_printed_with_its_prefectures_tax_only_is_missed(scratch: Project) -> None:
    grid = with_prefectures()
    (number,) = (n for n, row in enumerate(grid, start=1) if row[1] == "131164" and row[4] == MUNICIPAL)
    put(grid, f"E{number}", PREFECTURAL)
    error = refused(BadLayout, scratch, grid)
    assert "1 of" in error.what
    assert "131164 豊島区" in error.got


@pytest.mark.parametrize(("address", "other"), [("F2", "課税対象所得"), ("N2", "課税標準額")])
def test_a_heading_in_the_place_of_another_is_refused(scratch: Project, address: str, other: str) -> None:
    grid = few_rows()
    own = at(grid, address)
    put(grid, address, other)
    error = refused(BadLayout, scratch, grid)
    assert "row 2" in error.where
    assert error.expected == own


@pytest.mark.parametrize(("address", "other"), [("N3", "（試験）"), ("N4", "円")])
def test_a_unit_that_changed_is_refused_with_its_cell(scratch: Project, address: str, other: str) -> None:
    grid = few_rows()
    put(grid, address, other)
    error = refused(BadLayout, scratch, grid)
    assert f"cell {address}" in error.where
    assert error.got.startswith(other.translate(str.maketrans("（）", "()")))


def test_one_year_cannot_be_added_as_another(scratch: Project) -> None:
    error = refused(BadLayout, scratch, few_rows(), "FY2025")
    assert "another date" in error.what
    assert "FY2024" in error.got
    assert "cell A1" in error.where


def test_another_years_sheet_is_found_under_its_own_name() -> None:
    grid = few_rows()
    put(grid, "A1", grid[0][0].replace("令和６年度", "令和７年度"))
    table = read(grid, "FY2025", SHEET.replace("令和6年度", "令和7年度"))
    assert table.count(b"\n") == FIRST + 1


def test_of_two_years_sheets_in_one_workbook_none_is_guessed() -> None:
    book = openpyxl.Workbook()
    book.active.title = SHEET
    book.create_sheet(SHEET.replace("令和6年度", "令和7年度"))
    buffer = io.BytesIO()
    book.save(buffer)
    with pytest.raises(BadFile, match="or several") as caught:
        register.read(SOURCE, [Original(NAME, buffer.getvalue())], EDITION)
    assert SHEET in caught.value.got


def test_a_blank_figure_is_no_zero() -> None:
    grid = with_prefectures()
    put(grid, f"N{FIRST}", "")
    table = register.read(SOURCE, [Original(NAME, workbook(grid, SHEET))], EDITION)
    rows = read_edition(RawEdition(SOURCE, EDITION, table, origin(SOURCE, EDITION)))
    (row,) = rows[rows["locator"] == f"tax_base!N{FIRST}"].to_dict("records")
    assert row["state"] == "blank"
    assert pd.isna(row["value"])
