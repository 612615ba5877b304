"""MIC: cards issued, one snapshot an edition. Of each snapshot the 23 special wards are kept."""

from __future__ import annotations

import pandas as pd

from survey.catalog.models import SourceSpec
from survey.sources import parts
from survey.sources.readers import Original


def read(originals: list[Original], spec: SourceSpec, edition: str) -> pd.DataFrame:
    """The wards' rows of the snapshot, under its heading, as the raw table (see ``raw.store``)."""
    grid = parts.checked_grid(originals, spec, "issued", edition)
    # Told by prefecture and name, so that a false code is still found, with its cell, when codes are read.
    keep = (grid["B"] == "東京都") & grid["C"].str.endswith("区")
    return parts.joined({"issued": parts.kept_rows(grid, spec, "issued", keep)})
