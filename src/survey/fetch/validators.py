"""Stored HTTP validators: which address brought which edition, and its ETag and Last-Modified."""

from __future__ import annotations

import json
from typing import Any

from survey.fetch.client import Fetched, Validators
from survey.paths import Project
from survey.raw import atomic, store

FETCHED = ".fetched.json"
_KEYS = {"edition", "etag", "last_modified", "table_sha256"}


def stored(project: Project, source_id: str) -> dict[str, dict[str, Any]]:
    """Address -> edition and validators of earlier fetches, only where the raw store still holds what they brought."""
    return {
        url: {"edition": entry["edition"], "validators": Validators(entry["etag"], entry["last_modified"])}
        for url, entry in _entries(project, source_id).items()
        if entry["edition"] in store.editions(project, source_id)
        and store.table_sha256(project, source_id, entry["edition"]) == entry["table_sha256"]
    }


def record(project: Project, source_id: str, url: str, edition: str, answer: Fetched) -> None:
    """Record that this address brought this edition, as the raw store holds it now."""
    entries = _entries(project, source_id)
    entries[url] = {
        "edition": edition,
        "etag": answer.validators.etag,
        "last_modified": answer.validators.last_modified,
        "table_sha256": store.table_sha256(project, source_id, edition),
    }
    text = json.dumps(entries, ensure_ascii=False, indent=2) + "\n"
    atomic.write_atomic(project.originals / source_id / FETCHED, text.encode("utf-8"))


def _entries(project: Project, source_id: str) -> dict[str, Any]:
    """The records of earlier fetches; none if the file is damaged, so that everything is fetched again."""
    path = project.originals / source_id / FETCHED
    try:
        entries = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        is_whole = all(entry.keys() == _KEYS and isinstance(entry["edition"], str) for entry in entries.values())
    except (ValueError, AttributeError, RecursionError):
        return {}
    return entries if is_whole else {}
