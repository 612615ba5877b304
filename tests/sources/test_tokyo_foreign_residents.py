"""Foreign residents: of the islands only branch offices' sums are printed, so their towns have no figure."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from grids import printed
from tokyo_grids import refused, with_neighbours

from survey.catalog.specs import listed, source_spec
from survey.errors import BadCell
from survey.paths import Project

SOURCE, EDITION = "tokyo_foreign_residents", "2026-01-01"
WITHOUT = source_spec(SOURCE).parts["foreigners"].municipalities.without


def test_nationalities_make_up_the_total_and_last_years_number_and_the_change_do_too() -> None:
    rows = [row for row in printed(SOURCE, EDITION, "foreigners")[1:] if row[1]]
    assert rows
    for row in rows:
        total, *nationalities, a_year_ago, change = map(int, row[3:])
        assert total == sum(nationalities) == a_year_ago + change


def test_an_island_town_that_is_printed_singly_is_refused_until_the_catalog_expects_it(scratch: Project) -> None:
    grid = with_neighbours(SOURCE)
    code = WITHOUT[0]
    name = listed("municipalities").set_index("municipality_code").at[code, "name_ja"]
    grid.append(["4", code[:5], name, *["1"] * (len(grid[0]) - 3)])
    error = refused(BadCell, scratch, SOURCE, grid)
    assert f"{code} {name}" in error.got
    assert "does not expect" in error.what


@pytest.mark.originals
def test_the_places_without_a_figure_are_those_that_the_publishers_note_names(originals: Path) -> None:
    (path,) = originals.rglob("ga26ev0100.csv")
    (note,) = re.findall("各支庁管内の町村は次のとおり。([^,]*)", path.read_text(encoding="utf-8-sig"))
    names = re.findall("[^：、。　]+?[町村](?=[、。])", note)
    known = listed("municipalities").set_index("municipality_code")["name_ja"]
    assert sorted(names) == sorted(known[list(WITHOUT)])
