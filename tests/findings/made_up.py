"""Tables that a test made up or changed, asked like those that are read."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from survey.paths import Project
from survey.tidy.tables import Tables


def tables_of(**frames: pd.DataFrame) -> Tables:
    """Tables that are these and no others: one that is not named cannot be read."""
    tables = Tables(Project(Path("no such folder")))
    for name, frame in frames.items():
        setattr(tables, name, frame)
    return tables
