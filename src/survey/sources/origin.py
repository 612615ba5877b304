"""What origin.json records of files: publisher, address, dates, hashes. Dates nobody established are null."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from survey.catalog.source_models import FiguresSource, MinutesSource, RecordsSource, SourceSpec
from survey.sources.readers import Original


@dataclass(frozen=True)
class Arrival:
    """How a file came in: fetched or by hand, when, and from which address."""

    how: str = "added by hand"
    retrieved_at: str | None = None
    download_url: str | None = None


def origin(
    spec: SourceSpec, edition: str, originals: list[Original], table: pd.DataFrame, arrival: Arrival
) -> dict[str, Any]:
    """The record of one edition made from files, as ``raw.store`` keeps it beside the table."""
    known = spec.edition(edition)
    # Where a copy came from is known of one edition, never of all; and what was fetched is no copy.
    is_copy = arrival.how == "added by hand"
    copied_from, copied_at = (known.obtained_from, known.retrieved_at) if is_copy else (None, None)
    return {
        "source_id": spec.id,
        "edition": edition,
        "title_ja": spec.title_ja,
        "publisher_ja": spec.publisher_ja,
        "landing_url": spec.landing_url,
        "download_url": arrival.download_url or known.download_url,
        "obtained_from": "the publisher" if arrival.how == "fetched" else copied_from,
        "retrieved_at": arrival.retrieved_at or copied_at or now(),
        "published_on": known.published_on,
        "as_of_date": None if spec.needs_edition_entry or edition.startswith("FY") else edition,
        "files": [
            {
                "name": original.name,
                "bytes": len(original.content),
                "sha256": sha256(original.content),
            }
            for original in originals
        ],
        "parts": _parts(spec, edition, table),
        "licence": spec.licence.model_dump(),
        "how": arrival.how,
        "definition_ja": spec.definition_ja,
        "rows": len(table),
        "columns": len(table.columns) - 2,
        "note": known.note,
    }


def _parts(spec: SourceSpec, edition: str, table: pd.DataFrame) -> dict[str, dict[str, str | None]]:
    layouts: dict[str, tuple[str, str | None, str, str | None]] = {}
    if isinstance(spec, FiguresSource):
        for part_id, part in ((name, part.of_edition(edition)) for name, part in spec.parts.items()):
            encoding = part.encoding if part.media_type == "csv" else None
            layouts[part_id] = (part.file, part.sheet, part.media_type, encoding)
    if isinstance(spec, MinutesSource):
        layouts["minutes"] = (spec.minutes.file, None, "txt", spec.minutes.encoding)
    if isinstance(spec, RecordsSource):
        layouts["records"] = (spec.records.file, None, "csv", spec.records.encoding)
    first = table.groupby("part")["row"].first()
    return {
        part_id: {
            "file": file,
            "sheet": sheet,
            "first_cell": f"A{first[part_id]}",
            "media_type": media_type,
            "encoding": encoding,
        }
        for part_id, (file, sheet, media_type, encoding) in layouts.items()
    }


def sha256(content: bytes) -> str:
    """The sha256 of some bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def now() -> str:
    """This moment, UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
