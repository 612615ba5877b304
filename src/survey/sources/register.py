"""Finds how a source is read: by its kind, files of figures by ``figures`` or the module that the catalog names."""

from __future__ import annotations

from importlib import import_module

import pandas as pd

from survey.catalog.source_models import FiguresSource, MinutesSource, RecordsSource
from survey.catalog.specs import source_spec
from survey.errors import NotFound
from survey.printed.eras import find_as_of
from survey.sources import expect, minutes, parts, readers, records
from survey.sources.readers import Original


def printed_edition(source_id: str, originals: list[Original]) -> str | None:
    """The date or fiscal year that the files themselves print, where the catalog says where to look."""
    for part_id, part in source_spec(source_id).parts.items():
        if part.edition_printed_at:
            original = expect.file_of(readers.unpack(originals), part, part_id)
            _, printed = expect.printed_date(parts.grid_of(original, part), part)
            return find_as_of(printed)
    return None


def read(source_id: str, originals: list[Original], edition: str) -> pd.DataFrame:
    """The raw table that ``source_id`` makes of the publisher's files.

    Raises:
        NotFound: the catalog has no such source, or it is not read from files.
        BadFile, BadLayout, BadCell: the files are not what the catalog says.
    """
    spec = source_spec(source_id)
    if isinstance(spec, FiguresSource):
        return import_module(f"survey.sources.{spec.reader}").read(originals, spec, edition)
    if isinstance(spec, MinutesSource):
        return minutes.read(originals, spec, edition)
    if isinstance(spec, RecordsSource):
        return records.read(originals, spec, edition)
    if spec.reads == "pages":
        raise NotFound(
            f"source {source_id!r} reads web pages, not files",
            next_step=f"survey fetch {source_id}; its pages are listed in src/survey/catalog/ward_pages.csv",
        )
    raise NotFound(f"source {source_id!r} is made of filled-in kits", next_step=spec.by_hand)
