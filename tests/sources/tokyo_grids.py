"""Tokyo's three tables, written back from their raw tables with made-up larger areas and notes, to be damaged."""

from __future__ import annotations

from itertools import cycle

import pytest
from grids import Grid, blank_rows, csv_file, made_up, origin, printed, put

from survey.catalog.specs import source_spec
from survey.collect import files as collect
from survey.errors import SurveyError
from survey.paths import Project

EDITIONS = {
    "tokyo_residents_by_age": "2026-01-01",
    "tokyo_foreign_residents": "2026-01-01",
    "tokyo_daytime_population": "2020-10-01",
}
# Made-up lines that print of the edition's date what the publisher's print: month, day, year.
DATED = {
    "tokyo_residents_by_age": "試験の表　令和8年1月",
    "tokyo_foreign_residents": "試験の表（令和８年１月１日現在）",
    "tokyo_daytime_population": "令和2年試験調査",
}
LARGER = [("13000", "総数"), ("13100", "区部"), ("13550", "町村部"), ("13360", "大島支庁"), ("13420", "小笠原支庁")]


def name_of(source_id: str) -> str:
    return origin(source_id, EDITIONS[source_id])["files"][0]["name"]


def with_neighbours(source_id: str) -> Grid:
    """The table with a made-up larger area in every row that the study drops, and notes at its foot."""
    ((part_id, part),) = source_spec(source_id).parts.items()
    grid = printed(source_id, EDITIONS[source_id], part_id)
    foot = {**part.fixed_cells, part.edition_printed_at: DATED[source_id]}
    rows = {int(address[1:]) for address in foot}
    grid += [[""] * len(grid[0]) for _ in range(len(grid), max(rows))]
    for number, (code, name) in zip(blank_rows(grid), cycle(LARGER), strict=False):
        if number < min(rows) - 1:
            grid[number - 1] = made_up(grid, A="1", B=code, C=name, D="123")
    for address, text in foot.items():
        put(grid, address, text)
    return grid


def refused(kind: type[SurveyError], project: Project, source_id: str, grid: Grid, edition: str = "") -> SurveyError:
    """Add the table; it must be refused, name the file and leave nothing behind."""
    path = project.root / name_of(source_id)
    path.write_bytes(csv_file(grid))
    with pytest.raises(kind) as caught:
        collect.add(project, [path], source_id, edition or EDITIONS[source_id])
    assert name_of(source_id) in caught.value.where
    assert caught.value.next_step
    assert not project.raw.exists()
    return caught.value
