"""MIC: residents by age on 1 January. Both sexes together, and the 1,741 municipalities, are kept.

The sheet also prints men and women, the country, prefectures, districts, the wards of designated cities and the
villages of the Northern Territories. A row that is none of these and no municipality is an error.
"""

from __future__ import annotations

import pandas as pd

from survey.catalog.source_models import FiguresSource
from survey.sources import parts
from survey.sources.readers import Original

BOTH_SEXES = "計"
NORTHERN_TERRITORIES = {"016951", "016969", "016977", "016985", "016993", "017001"}


def read(originals: list[Original], spec: FiguresSource, edition: str) -> pd.DataFrame:
    """The municipalities' rows for both sexes, under the headings, as the raw table (see ``raw.store``)."""
    checked = parts.checked_grid(originals, spec, "by_age", edition)
    known, sex = checked.is_municipality, checked.column("性別")
    code, name = checked.column("団体コード"), checked.column("市区町村名")
    wider = (name == "-") | name.str.endswith(("郡", "島しょ")) | code.isin(NORTHERN_TERRITORIES)
    city_ward = name.str.contains("市.+区$")
    note = ~sex.isin([BOTH_SEXES, "男", "女"])
    keep = known & (sex == BOTH_SEXES)
    leave = known | wider | city_ward | note
    return parts.joined({"by_age": parts.select_rows_or_raise(checked, keep, leave)})
