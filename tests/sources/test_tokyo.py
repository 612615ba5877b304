"""Tokyo's three tables: the municipalities are kept, larger areas and notes dropped, and no row goes unexplained."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from grids import Grid, at, committed, csv_file, layout, made_up, put, row_where
from tokyo_grids import EDITIONS, LARGER, name_of, refused, with_neighbours

from survey.catalog.specs import listed, source_spec
from survey.errors import BadCell, BadLayout
from survey.paths import Project
from survey.printed.text import label
from survey.raw import store
from survey.raw.store import as_csv
from survey.sources import register
from survey.sources.readers import Original
from survey.tidy.build import read_edition

TOSHIMA = "13116"

every_source = pytest.mark.parametrize("source_id", EDITIONS)


def read(source_id: str, grid: Grid) -> bytes:
    original = Original(name_of(source_id), csv_file(grid))
    return as_csv(register.read(source_id, [original], EDITIONS[source_id]))


@every_source
def test_the_file_gives_the_committed_raw_table_without_larger_areas_and_notes(source_id: str) -> None:
    grid = with_neighbours(source_id)
    assert {code for code, _ in LARGER} < {row[1] for row in grid}
    assert read(source_id, grid) == committed(source_id, EDITIONS[source_id])


@every_source
@pytest.mark.parametrize(("code", "name"), LARGER)
def test_a_larger_area_is_dropped_wherever_it_stands(source_id: str, code: str, name: str) -> None:
    grid = with_neighbours(source_id)
    grid.append(made_up(grid, A="1", B=code, C=name, D="123"))
    assert read(source_id, grid) == committed(source_id, EDITIONS[source_id])


@every_source
@pytest.mark.parametrize(
    ("code", "name"), [("13199", "試験区"), ("", "試験区"), ("13100", "試験部"), ("13199", "区部"), ("99100", "区部")]
)
def test_a_row_that_is_no_known_area_is_refused_with_its_cell(
    scratch: Project, source_id: str, code: str, name: str
) -> None:
    grid = with_neighbours(source_id)
    grid.append(made_up(grid, A="4", B=code, C=name, D="123"))
    error = refused(BadCell, scratch, source_id, grid)
    assert "neither a known municipality" in error.what
    assert f"cell C{len(grid)}" in error.where
    assert name in error.got


@every_source
def test_a_figure_without_a_place_is_refused_and_no_note(scratch: Project, source_id: str) -> None:
    grid = with_neighbours(source_id)
    grid.append(made_up(grid, A="注）試験のために作った行である", D="123"))
    assert f"cell C{len(grid)}" in refused(BadCell, scratch, source_id, grid).where


@every_source
def test_a_heading_in_the_place_of_another_is_refused(scratch: Project, source_id: str) -> None:
    grid = with_neighbours(source_id)
    one, other = at(grid, "D1"), at(grid, "G1")
    put(grid, "D1", other)
    error = refused(BadLayout, scratch, source_id, grid)
    assert "row 1" in error.where
    assert error.expected == label(one)


@every_source
def test_a_missing_municipality_is_named(scratch: Project, source_id: str) -> None:
    grid = with_neighbours(source_id)
    grid[row_where(grid, "B", TOSHIMA) - 1] = made_up(grid, A="1", B="13100", C="区部", D="123")
    error = refused(BadLayout, scratch, source_id, grid)
    assert "1 of" in error.what
    assert "豊島区" in error.got


@every_source
def test_a_name_under_another_municipalitys_code_is_refused(scratch: Project, source_id: str) -> None:
    grid = with_neighbours(source_id)
    number = row_where(grid, "B", TOSHIMA)
    put(grid, f"C{number}", at(grid, f"C{number + 1}"))
    error = refused(BadCell, scratch, source_id, grid)
    assert f"cell C{number}" in error.where
    assert "豊島区" in error.expected


@every_source
@pytest.mark.parametrize("other", ["2021-10-01", "2027-01-01", "2026", "FY2026", "FY2020"])
def test_the_table_of_one_date_cannot_be_added_as_another(scratch: Project, source_id: str, other: str) -> None:
    (part,) = source_spec(source_id).parts.values()
    error = refused(BadLayout, scratch, source_id, with_neighbours(source_id), other)
    assert "another date" in error.what
    assert f"cell {part.edition_printed_at}" in error.where
    assert error.expected == other
    assert "--edition" in error.next_step


@every_source
def test_a_sibling_table_of_the_same_columns_is_refused(scratch: Project, source_id: str) -> None:
    (part,) = source_spec(source_id).parts.values()
    for address in part.fixed_cells:
        grid = with_neighbours(source_id)
        put(grid, address, "第９－９表　試験の表")
        assert f"cell {address}" in refused(BadLayout, scratch, source_id, grid).where


@every_source
def test_every_municipality_of_tokyo_has_every_figure_unless_the_catalog_says_why_not(
    project: Project, source_id: str
) -> None:
    (part,) = source_spec(source_id).parts.values()
    rows = read_edition(store.read(project, source_id, EDITIONS[source_id]))
    places = listed("municipalities").query("prefecture == '東京都'")["municipality_code"]
    wanted = {(code, item.id) for code in set(places) - set(part.municipalities.without) for item in part.items}
    assert set(zip(rows["municipality_code"], rows["id"], strict=True)) == wanted
    assert set(rows["state"]) == {"value"}
    assert set(rows["as_of_date"]) == {EDITIONS[source_id]}


@pytest.mark.originals
@every_source
def test_the_municipalities_add_up_to_the_larger_areas_that_the_publisher_prints(
    project: Project, originals: Path, source_id: str
) -> None:
    (part_id,) = source_spec(source_id).parts
    part = layout(source_id, EDITIONS[source_id], part_id)
    (path,) = originals.rglob(name_of(source_id))
    with path.open(encoding="utf-8-sig", newline="") as file:
        larger = {row[2].removeprefix("東京都"): row for row in csv.reader(file) if (row[1], row[2]) != ("", "")}
    rows = read_edition(store.read(project, source_id, EDITIONS[source_id]))
    counted = 0
    for item in part.items:
        if not item.id.endswith("_count"):
            continue

        def printed_of(area: str, columns: str = item.at) -> int:
            return sum(int(larger[area][ord(letter) - ord("A")]) for letter in columns.split("+"))

        values = rows[rows["id"] == item.id].set_index("municipality_code")["value"]
        assert values[values.index.str.startswith("131")].sum() == printed_of("区部")
        assert values[values.index.str.startswith("132")].sum() == printed_of("市部")
        islands = printed_of("島部") if part.municipalities.without else 0
        assert values.sum() + islands == printed_of("総数")
        counted += 1
    assert counted
