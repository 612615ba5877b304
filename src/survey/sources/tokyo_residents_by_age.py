"""Tokyo Metropolitan Government: residents by three age bands on the first of a month, every municipality of Tokyo."""

from __future__ import annotations

import pandas as pd

from survey.catalog.models import SourceSpec
from survey.sources import tokyo
from survey.sources.readers import Original


def read(originals: list[Original], spec: SourceSpec, edition: str) -> pd.DataFrame:
    """The municipalities' rows as the raw table (see ``raw.store``)."""
    return tokyo.read(originals, spec, edition)
