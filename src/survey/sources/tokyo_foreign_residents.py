"""Tokyo Metropolitan Government: foreign residents by nationality, every municipality of Tokyo but the islands'.

Of the islands only sums by branch office (支庁) are printed, which are left out with the other larger areas.
"""

from __future__ import annotations

import pandas as pd

from survey.catalog.models import SourceSpec
from survey.sources import tokyo
from survey.sources.readers import Original


def read(originals: list[Original], spec: SourceSpec, edition: str) -> pd.DataFrame:
    """The municipalities' rows as the raw table (see ``raw.store``)."""
    return tokyo.read(originals, spec, edition)
