"""MIC: residents by age on 1 January. Both sexes together, and the 1,741 municipalities, are kept.

The sheet also prints men and women, the country, prefectures, districts, the wards of designated cities and the
villages of the Northern Territories. A row that is none of these and no municipality is an error.
"""

from __future__ import annotations

import pandas as pd

from survey.catalog.specs import SourceSpec, listed
from survey.errors import BadCell
from survey.sources import expect, parts
from survey.sources.readers import Original

BOTH_SEXES = "計"
NORTHERN_TERRITORIES = {"016951", "016969", "016977", "016985", "016993", "017001"}


def read(originals: list[Original], spec: SourceSpec, edition: str) -> pd.DataFrame:
    """The municipalities' rows for both sexes, under the headings, as the raw table (see ``raw.store``)."""
    part = spec.parts["by_age"]
    grid = parts.checked_grid(originals, spec, "by_age", edition)
    known = grid["A"].isin(listed("municipalities")["municipality_code"])
    # Neither municipality nor figure: headings above, notes below (they print no sex).
    wider = (grid["C"] == "-") | grid["C"].str.endswith(("郡", "島しょ")) | grid["A"].isin(NORTHERN_TERRITORIES)
    city_ward = grid["C"].str.contains("市.+区$")
    figures = grid["D"].isin([BOTH_SEXES, "男", "女"])
    stray = grid[figures & ~(known | wider | city_ward)]
    if len(stray):
        row = stray.iloc[0]
        raise BadCell(
            "a row is neither a known municipality nor a known larger or smaller area",
            where=f"{expect.file_of(originals, part, 'by_age').name}, sheet {part.sheet}, row {row['row']}",
            got=f"{row['A']} {row['B']} {row['C']}",
            next_step="if a municipality is new, add it to catalog/municipalities.csv",
        )
    return parts.joined({"by_age": parts.kept_rows(grid, spec, "by_age", known & (grid["D"] == BOTH_SEXES))})
