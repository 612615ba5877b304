"""Digital Agency: the local governments' DX dashboard, its two municipal tables.

Items are rows and municipalities are columns without a code; the files come alone or in the publisher's zip,
beside prefectural tables that this study does not read.
"""

from __future__ import annotations

import pandas as pd

from survey.catalog.models import SourceSpec
from survey.sources import parts, readers
from survey.sources.readers import Original


def read(originals: list[Original], spec: SourceSpec, edition: str) -> pd.DataFrame:
    """Both municipal tables, one under the other, as the raw table (see ``raw.store``)."""
    files = readers.unpack(originals)
    return parts.joined({part: parts.checked_grid(files, spec, part, edition) for part in spec.parts})
