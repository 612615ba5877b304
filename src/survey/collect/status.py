"""What is stored of each source: as of when, how old, whole or not, verified or not, and what to do next."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pandas as pd

from survey.catalog.specs import source_ids, source_spec
from survey.errors import RawConflict
from survey.paths import Project
from survey.raw import store


def status(project: Project, today: date) -> pd.DataFrame:
    """What is stored of each source, one row a source.

    Columns: source_id, editions (how many), edition (the newest), as_of_date (None where it differs by figure or
    is a fiscal year), age_days (of that date; NA without one), is_whole (the raw table has the recorded sha256),
    is_verified (the layout was seen on a real file, or one has been read since), next_step.
    """
    rows = []
    for source_id in source_ids():
        spec, editions = source_spec(source_id), store.editions(project, source_id)
        by_fetch = f"survey fetch {source_id}" if spec.fetch or spec.reads == "pages" else None
        row = {"source_id": source_id, "editions": len(editions), "is_verified": spec.is_verified or bool(editions)}
        if editions:
            row |= _newest(project, source_id, max(editions, key=_day), today)
        rows.append({**row, "next_step": row.pop("next_step", None) or by_fetch or spec.by_hand})
    columns = ["source_id", "editions", "edition", "as_of_date", "age_days", "is_whole", "is_verified", "next_step"]
    return pd.DataFrame(rows).reindex(columns=columns).astype({"age_days": "Int64"})


def _day(edition: str) -> tuple[str, str]:
    """What orders editions: the date or fiscal year they bear, which a hearing's bears behind whom was asked."""
    found = re.search(r"FY\d{4}|\d{4}-\d{2}-\d{2}", edition)
    return (found[0] if found else edition, edition)


def _newest(project: Project, source_id: str, edition: str, today: date) -> dict[str, Any]:
    try:
        as_of = store.read(project, source_id, edition).origin["as_of_date"]
    except RawConflict as error:
        return {"edition": edition, "is_whole": False, "next_step": error.next_step}
    age = (today - date.fromisoformat(as_of)).days if as_of else None
    return {"edition": edition, "as_of_date": as_of, "age_days": age, "is_whole": True}
