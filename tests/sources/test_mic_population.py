"""Residents by age: of seven thousand rows the municipalities' are kept, and no row goes unexplained."""

from __future__ import annotations

from itertools import cycle

import pytest
from grids import Grid, blank_rows, column, committed, made_up, origin, printed, put, workbook

from survey.catalog.specs import source_spec
from survey.collect import files as collect
from survey.errors import BadCell, BadLayout
from survey.paths import Project
from survey.raw.store import RawEdition, as_csv
from survey.sources import register
from survey.sources.readers import Original
from survey.tidy.build import read_edition

pytestmark = pytest.mark.slow

SOURCE, EDITION = "mic_population", "2023-01-01"
SHEET = source_spec(SOURCE).parts["by_age"].sheet
NAME = origin(SOURCE, EDITION)["files"][0]["name"]
# A made-up row of each kind that the publisher prints and the study drops.
DROPPED = {
    "the country": {"A": "-", "B": "試験国", "C": "-", "D": "計"},
    "a prefecture": {"A": "990000", "B": "試験県", "C": "-", "D": "計"},
    "a district": {"A": "993000", "B": "試験県", "C": "試験郡", "D": "計"},
    "the islands of a prefecture": {"A": "993600", "B": "試験県", "C": "試験島しょ", "D": "計"},
    "a ward of a designated city": {"A": "991011", "B": "試験県", "C": "試験市試験区", "D": "計"},
    "a village of the Northern Territories": {"A": "016951", "B": "北海道", "C": "試験村", "D": "計"},
    "the men of a municipality": {"A": "011002", "B": "北海道", "C": "札幌市", "D": "男"},
    "the women of a municipality": {"A": "011002", "B": "北海道", "C": "札幌市", "D": "女"},
    "a note that prints no sex": {"A": "注：試験のために作った行である"},
}


def few_rows() -> Grid:
    """The headings and the first municipality, which is all that reading a sheet needs."""
    grid = printed(SOURCE, EDITION, "by_age")
    first = next(number for number, row in enumerate(grid, start=1) if number > 3 and any(row))
    return grid[:first]


def read(grid: Grid) -> bytes:
    return as_csv(register.read(SOURCE, [Original(NAME, workbook(grid, SHEET))], EDITION))


def test_the_workbook_gives_the_committed_raw_table_without_the_rows_between() -> None:
    grid = printed(SOURCE, EDITION, "by_age")
    for number, cells in zip(blank_rows(grid), cycle(DROPPED.values()), strict=False):
        grid[number - 1] = made_up(grid, **cells, E="123")
    assert not blank_rows(grid)
    assert read(grid) == committed(SOURCE, EDITION)


@pytest.mark.parametrize("cells", DROPPED.values(), ids=DROPPED)
def test_a_row_of_a_kind_that_is_not_studied_is_dropped(cells: dict[str, str]) -> None:
    grid = few_rows()
    assert read([*grid, made_up(grid, **cells, E="123")]) == read(grid)


@pytest.mark.parametrize("sex", ["計", "男", "女"])
def test_a_row_that_is_no_known_area_is_refused_with_file_sheet_and_row(sex: str, scratch: Project) -> None:
    grid = few_rows()
    grid.append(made_up(grid, A="999999", B="試験県", C="試験市", D=sex, E="123"))
    path = scratch.root / NAME
    path.write_bytes(workbook(grid, SHEET))
    with pytest.raises(BadCell, match="neither a known municipality") as caught:
        collect.add(scratch, [path], SOURCE, EDITION)
    assert "999999 試験県 試験市" in caught.value.got
    assert NAME in caught.value.where
    assert SHEET in caught.value.where
    assert str(len(grid)) in caught.value.where
    assert not scratch.raw.exists()


def test_a_municipality_printed_only_by_sex_is_missed() -> None:
    grid = few_rows()
    code, _, name, sex = grid[-1][:4]
    assert sex == "計"
    put(grid, f"D{len(grid)}", "男")
    table = register.read(SOURCE, [Original(NAME, workbook(grid, SHEET))], EDITION)
    with pytest.raises(BadLayout, match="are missing") as caught:
        read_edition(RawEdition(SOURCE, EDITION, table, origin(SOURCE, EDITION)))
    assert f"{code} {name}" in caught.value.got


def test_the_sheet_of_another_year_is_refused() -> None:
    grid = few_rows()
    put(grid, "A1", grid[0][0].replace("令和5年", "令和4年"))
    with pytest.raises(BadLayout, match="another date") as caught:
        read(grid)
    assert "2022-01-01" in caught.value.got
    assert "cell A1" in caught.value.where


def test_age_groups_are_the_sums_of_the_printed_bands() -> None:
    grid = printed(SOURCE, EDITION, "by_age")
    table = register.read(SOURCE, [Original(NAME, workbook(grid, SHEET))], EDITION)
    rows = read_edition(RawEdition(SOURCE, EDITION, table, origin(SOURCE, EDITION)))
    values = rows.set_index(["municipality_code", "id"])["value"]
    toshima = grid[column(grid, "A").index("131164")]
    bands = [int(text) for text in toshima[5:26]]
    assert values["131164", "population_0_14_count"] == sum(bands[:3])
    assert values["131164", "population_15_64_count"] == sum(bands[3:13])
    assert values["131164", "population_65_over_count"] == sum(bands[13:])
    assert values["131164", "population_count"] == int(toshima[4]) == sum(bands)
