"""MIC: cards held, one month an edition, from the workbook's table of all municipalities.

Totals and prefectures stand above that table and are kept as printed; below it stand only municipalities.
"""

from __future__ import annotations

import pandas as pd

from survey.catalog.models import SourceSpec
from survey.sources import parts
from survey.sources.readers import Original


def read(originals: list[Original], spec: SourceSpec, edition: str) -> pd.DataFrame:
    """The publisher's sheet as the raw table (see ``raw.store``)."""
    return parts.joined({"held": parts.checked_grid(originals, spec, "held", edition)})
