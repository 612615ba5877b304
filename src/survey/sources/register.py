"""Finds a source's module: it bears the name of its catalog file."""

from __future__ import annotations

from importlib import import_module

import pandas as pd

from survey.catalog.specs import source_spec
from survey.sources.readers import Original


def read(source_id: str, originals: list[Original], edition: str) -> pd.DataFrame:
    """The raw table that ``source_id`` makes of the publisher's files.

    Raises:
        NotFound: the catalog has no such source.
        BadFile, BadLayout, BadCell: the files are not what the catalog says.
    """
    spec = source_spec(source_id)
    return import_module(f"survey.sources.{spec.id}").read(originals, spec, edition)
