"""Tokyo's residents: the sum of three bands, of the table that leaves out nobody but those of unknown age."""

from __future__ import annotations

from grids import column, printed
from tokyo_grids import refused, with_neighbours

from survey.errors import BadLayout
from survey.paths import Project
from survey.raw import store
from survey.sources.readers import column_letter
from survey.tidy.build import read_edition

SOURCE, EDITION = "tokyo_residents_by_age", "2026-01-01"


def test_the_residents_are_the_sum_of_the_three_bands_with_each_band_and_its_cell(project: Project) -> None:
    rows = read_edition(store.read(project, SOURCE, EDITION)).set_index("municipality_code")
    bands = {
        row[1]: (number, row[3::3])
        for number, row in enumerate(printed(SOURCE, EDITION, "residents")[1:], start=2)
        if row[1]
    }
    assert len(bands) == len(rows)
    for code, row in rows.iterrows():
        number, cells = bands[code[:5]]
        assert row["value"] == sum(map(int, cells))
        assert row["cell_printed"] == " + ".join(cells)
        assert row["locator"] == f"residents!D{number}+G{number}+J{number}"


def test_in_every_band_men_and_women_make_up_the_total() -> None:
    grid = printed(SOURCE, EDITION, "residents")
    for first in (4, 7, 10):
        total, men, women = (column(grid, column_letter(first + offset)) for offset in range(3))
        assert total[0].endswith("総数(人)")
        for cells in zip(total[1:], men[1:], women[1:], strict=True):
            if any(cells):
                assert int(cells[0]) == int(cells[1]) + int(cells[2])


def test_the_table_of_one_month_cannot_be_added_as_another_months(scratch: Project) -> None:
    error = refused(BadLayout, scratch, SOURCE, with_neighbours(SOURCE), "2026-07-01")
    assert "another date" in error.what
    assert EDITION[:7] in error.got
