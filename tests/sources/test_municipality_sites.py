"""Official web sites: the municipalities are kept, the wards of designated cities left out."""

from __future__ import annotations

from pathlib import Path

import pytest
from grids import Grid, blank_rows, committed, csv_file, made_up, origin, printed

from survey.collect import files as collect
from survey.errors import BadCell
from survey.paths import Project
from survey.printed.codes import check_digit
from survey.raw.store import as_csv
from survey.sources import register
from survey.sources.readers import Original

SOURCE, EDITION = "municipality_sites", "2026-07-09"
NAME = origin(SOURCE, EDITION)["files"][0]["name"]


def with_made_up_wards() -> Grid:
    """The list with a made-up ward of a designated city in every row that the study drops."""
    grid = printed(SOURCE, EDITION, "sites")
    for number in blank_rows(grid):
        grid[number - 1] = made_up(grid, A="99", B="試験県", D=f"試験市 第{number}区", H="https://synthetic.example/")
    return grid


def saved(project: Project, grid: Grid) -> Path:
    path = project.root / NAME
    path.write_bytes(csv_file(grid))
    return path


def test_the_file_gives_the_committed_raw_table_without_the_wards_of_designated_cities() -> None:
    grid = with_made_up_wards()
    assert any("試験市 第" in row[3] for row in grid)
    table = register.read(SOURCE, [Original(NAME, csv_file(grid))], EDITION)
    assert as_csv(table) == committed(SOURCE, EDITION)


def test_a_municipality_that_nobody_knows_is_refused_with_its_cell(scratch: Project) -> None:
    grid = with_made_up_wards()
    code = "99201" + check_digit("99201")
    grid.append(made_up(grid, A="99", B="試験県", D="試験市", H="https://synthetic.example/", J=code))
    with pytest.raises(BadCell, match="does not know") as caught:
        collect.add(scratch, [saved(scratch, grid)], SOURCE, EDITION)
    assert f"{NAME}, cell D{len(grid)}" in caught.value.where
    assert f"{code} 試験市" in caught.value.got
    assert not scratch.raw.exists()


def test_a_row_without_a_code_is_refused_with_its_cell(scratch: Project) -> None:
    grid = with_made_up_wards()
    grid.append(made_up(grid, A="99", B="試験県", D="試験市", H="https://synthetic.example/"))
    with pytest.raises(BadCell, match="not a municipality code") as caught:
        collect.add(scratch, [saved(scratch, grid)], SOURCE, EDITION)
    assert f"{NAME}, cell J{len(grid)}" in caught.value.where
    assert not scratch.raw.exists()
