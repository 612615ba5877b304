"""MIC: yearly survey of online use, each procedure's applications and online applications by municipality.

The publisher's zip holds several workbooks; the one on online use is read. Never yet seen on a real file.
"""

from __future__ import annotations

import pandas as pd

from survey.catalog.models import SourceSpec
from survey.sources import parts, readers
from survey.sources.readers import Original


def read(originals: list[Original], spec: SourceSpec, edition: str) -> pd.DataFrame:
    """The municipalities' sheet as the raw table (see ``raw.store``)."""
    return parts.joined({"use": parts.checked_grid(readers.unpack(originals), spec, "use", edition)})
