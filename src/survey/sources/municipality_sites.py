"""The municipalities' official web sites, as code4fukui/localgovjp lists them.

The list also holds the wards of designated cities (札幌市 中央区); those rows, told by the blank in their name, are
left out.
"""

from __future__ import annotations

import pandas as pd

from survey.catalog.models import SourceSpec
from survey.sources import parts
from survey.sources.readers import Original


def read(originals: list[Original], spec: SourceSpec, edition: str) -> pd.DataFrame:
    """The municipalities' rows, under the heading, as the raw table (see ``raw.store``)."""
    grid = parts.checked_grid(originals, spec, "sites", edition)
    return parts.joined({"sites": parts.kept_rows(grid, spec, "sites", ~grid["D"].str.contains(" "))})
