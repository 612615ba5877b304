"""MIC: what municipalities' income-based inhabitant tax is levied on. The sheet prints each municipality twice.

One row is of the municipality's tax, the other of its prefecture's; the first is kept.
"""

from __future__ import annotations

import pandas as pd

from survey.catalog.models import SourceSpec
from survey.catalog.specs import listed
from survey.sources import parts
from survey.sources.readers import Original

MUNICIPAL, PREFECTURAL = "市町村民税", "道府県民税"


def read(originals: list[Original], spec: SourceSpec, edition: str) -> pd.DataFrame:
    """The rows of the municipalities' own tax, under the headings, as the raw table (see ``raw.store``)."""
    grid = parts.checked_grid(originals, spec, "tax_base", edition)
    known = grid["B"].isin(listed("municipalities")["municipality_code"])
    keep = known & (grid["E"] == MUNICIPAL)
    leave = known & (grid["E"] == PREFECTURAL) | (grid.drop(columns="row") == "").all(axis="columns")
    return parts.joined({"tax_base": parts.told_rows(originals, spec, "tax_base", grid, keep, leave)})
