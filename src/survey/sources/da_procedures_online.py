"""Digital Agency and MIC: which listed procedures each municipality has online, as of the end of a fiscal year.

One sheet, a row a municipality, a column a procedure; every row and column is kept.
"""

from __future__ import annotations

import pandas as pd

from survey.catalog.models import SourceSpec
from survey.sources import parts
from survey.sources.readers import Original


def read(originals: list[Original], spec: SourceSpec, edition: str) -> pd.DataFrame:
    """The publisher's workbook as the raw table (see ``raw.store``)."""
    return parts.joined({"marks": parts.checked_grid(originals, spec, "marks", edition)})
