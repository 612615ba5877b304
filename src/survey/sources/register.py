"""Finds a source's module: it bears the name of its catalog file; all minutes are read by one, all records too."""

from __future__ import annotations

from importlib import import_module

import pandas as pd

from survey.catalog.specs import source_spec
from survey.errors import NotFound
from survey.printed.eras import find_as_of
from survey.sources import expect, parts, readers
from survey.sources.readers import Original


def printed_edition(source_id: str, originals: list[Original]) -> str | None:
    """The date or fiscal year that the files themselves print, where the catalog says where to look."""
    spec = source_spec(source_id)
    for part_id, part in spec.parts.items():
        if part.edition_printed_at:
            original = expect.file_of(readers.unpack(originals), part, part_id)
            return find_as_of(expect.cell(parts.grid_of(original, part), part.edition_printed_at))
    return None


def read(source_id: str, originals: list[Original], edition: str) -> pd.DataFrame:
    """The raw table that ``source_id`` makes of the publisher's files.

    Raises:
        NotFound: the catalog has no such source.
        BadFile, BadLayout, BadCell: the files are not what the catalog says.
    """
    spec = source_spec(source_id)
    if spec.reads == "pages":
        raise NotFound(
            f"source {source_id!r} reads web pages, not files",
            next_step=f"survey fetch {source_id}; its pages are listed in src/survey/catalog/ward_pages.csv",
        )
    if spec.reads == "hearings":
        raise NotFound(f"source {source_id!r} is made of filled-in kits", next_step=spec.by_hand)
    module = spec.id if spec.reads == "figures" else spec.reads
    return import_module(f"survey.sources.{module}").read(originals, spec, edition)
