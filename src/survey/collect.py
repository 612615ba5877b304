"""The way in, on one screen: the publisher's file -> read -> prove -> data/raw."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from survey.catalog.specs import SourceSpec, source_spec
from survey.errors import NotFound
from survey.paths import Project
from survey.raw import store
from survey.raw.store import RawEdition
from survey.sources import register
from survey.sources.readers import Original
from survey.tidy.build import read_edition


def add(
    project: Project, files: Iterable[Path], source_id: str, edition: str, *, replace: bool = False
) -> tuple[RawEdition, bool]:
    """Bring the publisher's own file(s) of one edition in; the edition, and whether it was new.

    Nothing is stored unless every cell can be read.

    Raises:
        SurveyError: see ``sources``, ``tidy.harmonise`` and ``raw.store``; data/raw is then as it was.
    """
    originals = [_original(path) for path in files]
    spec = source_spec(source_id)
    table = register.read(source_id, originals, edition)
    raw = RawEdition(source_id, edition, table, _origin(spec, edition, originals, table))
    read_edition(raw)
    return raw, store.write(project, raw, replace=replace)


def _original(path: Path) -> Original:
    if not path.is_file():
        raise NotFound("there is no such file", where=str(path), next_step="check the name and the folder")
    return Original(path.name, path.read_bytes())


def _origin(spec: SourceSpec, edition: str, originals: list[Original], table: pd.DataFrame) -> dict[str, Any]:
    """What origin.json records. Dates that nobody established are null, never guessed."""
    known = spec.edition(edition)
    # What the catalog says of its copies holds for the editions it lists, not for a file brought in later.
    is_listed = edition in spec.editions
    return {
        "source_id": spec.id,
        "edition": edition,
        "title_ja": spec.title_ja,
        "publisher_ja": spec.publisher_ja,
        "landing_url": spec.landing_url,
        "download_url": known.download_url,
        "obtained_from": known.obtained_from or (spec.obtained_from if is_listed else None),
        "retrieved_at": known.retrieved_at or (spec.retrieved_at if is_listed else _now()),
        "published_on": known.published_on,
        "as_of_date": None if spec.needs_edition_entry or edition.startswith("FY") else edition,
        "files": [
            {
                "name": original.name,
                "bytes": len(original.content),
                "sha256": hashlib.sha256(original.content).hexdigest(),
            }
            for original in originals
        ],
        "parts": {
            part_id: {
                "file": part.file,
                "sheet": part.sheet,
                "first_cell": f"A{table.loc[table['part'] == part_id, 'row'].iloc[0]}",
                "media_type": part.media_type,
                "encoding": part.encoding if part.media_type == "csv" else None,
            }
            for part_id, part in spec.parts.items()
        },
        "licence": spec.licence.model_dump(),
        "how": "added by hand",
        "definition_ja": spec.definition_ja,
        "rows": len(table),
        "columns": len(table.columns) - 2,
        "note": known.note,
    }


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
