"""Population by day and by night: the printed ratio is that of the two printed numbers, and each is of both sexes."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from grids import printed

from survey.paths import Project
from survey.raw import store
from survey.tidy.build import read_edition

SOURCE, EDITION = "tokyo_daytime_population", "2020-10-01"
ROWS = [row for row in printed(SOURCE, EDITION, "day_and_night")[1:] if row[1]]


def test_the_printed_ratio_is_day_over_night_to_one_decimal_in_every_municipality_and_for_both_sexes() -> None:
    assert len(ROWS) == 62
    for row in ROWS:
        for day, night, ratio in zip(row[3:6], row[6:9], row[9:12], strict=True):
            exact = Decimal(day) / Decimal(night) * 100
            assert exact.quantize(Decimal("0.1"), ROUND_HALF_UP) == Decimal(ratio), row[2]


def test_men_and_women_make_up_everybody() -> None:
    for row in ROWS:
        assert int(row[3]) == int(row[4]) + int(row[5])
        assert int(row[6]) == int(row[7]) + int(row[8])


def test_the_tidy_figures_are_the_printed_ones(project: Project) -> None:
    values = read_edition(store.read(project, SOURCE, EDITION)).set_index(["municipality_code", "id"])["value"]
    wide = values.unstack("id")
    assert len(wide) == len(ROWS)
    for row in ROWS:
        (code,) = (code for code in wide.index if code[:5] == row[1])
        assert wide.at[code, "daytime_population_count"] == int(row[3])
        assert wide.at[code, "resident_population_census_count"] == int(row[6])
        assert wide.at[code, "day_night_ratio_pct"] == float(row[9])
