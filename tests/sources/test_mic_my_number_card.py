"""Cards issued: the 23 wards of each snapshot, under the date that the file prints."""

from __future__ import annotations

import shutil

import pytest
from grids import RAW, Grid, blank_rows, column, committed, csv_file, made_up, origin, printed

from survey.collect import files as collect
from survey.errors import BadCell, BadLayout
from survey.paths import Project
from survey.raw.store import RawEdition, as_csv
from survey.sources import register
from survey.sources.readers import Original
from survey.tidy.build import read_edition

SOURCE = "mic_my_number_card"
EDITIONS = sorted(path.name for path in (RAW / SOURCE).iterdir())
LATEST = EDITIONS[-1]


def with_made_up_neighbours(edition: str) -> Grid:
    """The snapshot with a made-up municipality in every row that the study drops, and some at the foot."""
    grid = printed(SOURCE, edition, "issued")
    day = grid[-1][0]
    for number in blank_rows(grid):
        grid[number - 1] = made_up(grid, A=day, B="試験県", C=f"試験市{number}", D="100", E="50", F="50.0", I="990001")
    return [*grid, made_up(grid, A=day, B="試験県", C="試験村", D="10", E="5", F="50.0", I="990002")]


def read(grid: Grid, edition: str) -> bytes:
    return as_csv(register.read(SOURCE, [Original("all_localgovs.csv", csv_file(grid))], edition))


@pytest.mark.parametrize("edition", EDITIONS)
def test_each_snapshot_gives_the_committed_raw_table_without_its_other_municipalities(edition: str) -> None:
    grid = with_made_up_neighbours(edition)
    assert sum("試験" in name for name in column(grid, "C")) == len(blank_rows(printed(SOURCE, edition, "issued"))) + 1
    assert read(grid, edition) == committed(SOURCE, edition)


def test_a_file_from_a_folder_called_latest_is_stored_only_under_the_date_it_prints(scratch: Project) -> None:
    printed_date, named = "2022-04-01", "2022-12-31"
    path = scratch.root / "latest" / "all_localgovs.csv"
    path.parent.mkdir()
    path.write_bytes(csv_file(with_made_up_neighbours(printed_date)))
    with pytest.raises(BadLayout, match="another date") as caught:
        collect.add(scratch, [path], SOURCE, named)
    assert caught.value.expected == named
    assert printed_date in caught.value.got
    assert "cell A2" in caught.value.where
    assert "--edition" in caught.value.next_step
    assert not scratch.raw.exists()

    is_new = collect.add(scratch, [path], SOURCE, printed_date).state == "new"
    assert is_new
    assert (scratch.raw / SOURCE / printed_date / "table.csv").read_bytes() == committed(SOURCE, printed_date)


def test_the_population_bears_its_own_date_and_the_cards_theirs() -> None:
    grid = printed(SOURCE, LATEST, "issued")
    table = register.read(SOURCE, [Original("all_localgovs.csv", csv_file(with_made_up_neighbours(LATEST)))], LATEST)
    rows = read_edition(RawEdition(SOURCE, LATEST, table, origin(SOURCE, LATEST)))
    dates = {identity: set(group["as_of_date"]) for identity, group in rows.groupby("id")}
    assert dates["card_base_population_count"] == {text.replace("/", "-") for text in column(grid, "G")[1:] if text}
    assert dates["card_issued_count"] == {text.replace("/", "-") for text in column(grid, "H")[1:] if text}
    assert dates["card_base_population_count"].isdisjoint(dates["card_issued_count"])


def test_a_date_that_cannot_be_read_is_refused_with_its_cell(scratch: Project) -> None:
    grid = with_made_up_neighbours(LATEST)
    number = column(grid, "C").index("豊島区") + 1
    grid[number - 1][6] = "試験日"
    path = scratch.root / "all_localgovs.csv"
    path.write_bytes(csv_file(grid))
    with pytest.raises(BadCell, match="not a date") as caught:
        collect.add(scratch, [path], SOURCE, LATEST)
    assert f"cell G{number}" in caught.value.where


def test_a_snapshot_does_not_touch_the_one_stored_before(scratch: Project) -> None:
    before, after = EDITIONS[-2:]
    shutil.copytree(RAW / SOURCE / before, scratch.raw / SOURCE / before)
    path = scratch.root / "all_localgovs.csv"
    path.write_bytes(csv_file(with_made_up_neighbours(after)))
    collect.add(scratch, [path], SOURCE, after)
    stored = {folder.name: (folder / "table.csv").read_bytes() for folder in (scratch.raw / SOURCE).iterdir()}
    assert stored == {edition: committed(SOURCE, edition) for edition in (before, after)}
