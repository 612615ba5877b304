"""MIC: what municipalities' income-based inhabitant tax is levied on. The sheet prints each municipality twice.

One row is of the municipality's tax, the other of its prefecture's; the first is kept.
"""

from __future__ import annotations

import pandas as pd

from survey.catalog.source_models import FiguresSource
from survey.sources import parts
from survey.sources.readers import Original

MUNICIPAL, PREFECTURAL = "市町村民税", "道府県民税"


def read(originals: list[Original], spec: FiguresSource, edition: str) -> pd.DataFrame:
    """The rows of the municipalities' own tax, under the headings, as the raw table (see ``raw.store``)."""
    checked = parts.checked_grid(originals, spec, "tax_base", edition)
    known, tax = checked.is_municipality, checked.column("表側")
    keep = known & (tax == MUNICIPAL)
    leave = known & (tax == PREFECTURAL) | (checked.grid.drop(columns="row") == "").all(axis="columns")
    return parts.joined({"tax_base": parts.select_rows_or_raise(checked, keep, leave)})
