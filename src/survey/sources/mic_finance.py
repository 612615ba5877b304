"""MIC: the main fiscal indicators of every municipality, one fiscal year an edition."""

from __future__ import annotations

import pandas as pd

from survey.catalog.models import SourceSpec
from survey.sources import parts
from survey.sources.readers import Original

NATIONAL_AVERAGE = "全国市町村平均"


def read(originals: list[Original], spec: SourceSpec, edition: str) -> pd.DataFrame:
    """Every row but the national average at the foot, as the raw table (see ``raw.store``)."""
    grid = parts.checked_grid(originals, spec, "indicators", edition)
    return parts.joined({"indicators": grid[grid["A"] != NATIONAL_AVERAGE]})
