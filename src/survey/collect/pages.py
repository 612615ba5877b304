"""The way in for the wards' own pages: ask each, keep what came, and store them all or none."""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pandas as pd

from survey.catalog.specs import listed, source_spec
from survey.collect.files import Collected, is_of_record, keep, retrieved_at
from survey.errors import FetchFailed, SurveyError
from survey.paths import Project
from survey.raw import atomic
from survey.raw.store import RawEdition
from survey.sources.ward_pages import read_page

if TYPE_CHECKING:
    from survey.fetch.client import Client

SOURCE = "ward_pages"
PARTIAL = ".partial"
LONGEST_KEPT_S = 24 * 3600


@dataclass(frozen=True)
class StoredPage:
    """One page as it came, stored in data/originals: its record is written last, so that what has one is whole."""

    url: str
    content: bytes
    charset: str | None
    retrieved_at: str
    file_name: str


def fetch(
    project: Project, client: Client, *, replace: bool = False, step: Callable[[str], None] = lambda _: None
) -> Collected:
    """Get every page of catalog/ward_pages.csv and store one edition, named by the day (UTC) of the first answer.

    Pages that an interrupted run got less than a day ago are not asked for again. A page that cannot be got or read
    is forgotten, so that the next run asks for it anew. The same pages as are stored for that day change nothing.

    Raises:
        FetchFailed: some pages could not be got or read, each named; data/raw is then as it was.
        RawConflict: other pages are stored under that day.
    """
    folder = project.originals / SOURCE / PARTIAL
    frames, pages, failed = [], [], []
    wanted = listed(SOURCE)
    for number, page in enumerate(wanted.to_dict("records"), start=1):
        name_ja, url = page["name_ja"], page["page_url"]
        step(f"{number} of {len(wanted)}: {name_ja} {url}")
        try:
            stored = _read_back(folder, url) or _got(folder, client, url)
            frames.append(
                read_page(stored.content, stored.charset, stored.url, page["municipality_code"], page["family"])
            )
            pages.append(stored)
        except SurveyError as error:
            _record(folder, url).unlink(missing_ok=True)
            failed.append(f"{name_ja} {url}\n{error}")
    if failed:
        raise FetchFailed(
            f"{len(failed)} of {len(wanted)} pages could not be got or read, so none is stored",
            where="src/survey/catalog/ward_pages.csv",
            got="\n\n".join(failed),
            next_step="run it again: the pages that came are kept; take a page that is gone out of ward_pages.csv",
        )
    table = pd.concat(frames, ignore_index=True)
    edition = min(page.retrieved_at for page in pages)[:10]
    try:
        state = keep(project, RawEdition(SOURCE, edition, table, _origin(edition, pages, table)), replace=replace)
        if is_of_record(project, SOURCE, edition, [page.content for page in pages]):
            atomic.replace_folder(folder, project.originals / SOURCE / edition)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return Collected(SOURCE, edition, len(table), state)


def _record(folder: Path, url: str) -> Path:
    return folder / f"{hashlib.sha256(url.encode('utf-8')).hexdigest()[:16]}.json"


def _got(folder: Path, client: Client, url: str) -> StoredPage:
    answer = client.get(url, {urlsplit(url).netloc})
    record = _record(folder, url)
    stored = StoredPage(
        answer.url, answer.content, answer.charset, retrieved_at(answer), record.with_suffix(".html").name
    )
    atomic.write_atomic(folder / stored.file_name, stored.content)
    described = {
        "url": stored.url,
        "charset": stored.charset,
        "retrieved_at": stored.retrieved_at,
        "sha256": hashlib.sha256(stored.content).hexdigest(),
    }
    atomic.write_atomic(record, (json.dumps(described, ensure_ascii=False) + "\n").encode("utf-8"))
    return stored


def _read_back(folder: Path, url: str) -> StoredPage | None:
    """The page as an interrupted run stored it; None where it did not, not whole, or more than a day ago."""
    record = _record(folder, url)
    content = record.with_suffix(".html")
    if not (record.is_file() and content.is_file()) or abs(time.time() - record.stat().st_mtime) > LONGEST_KEPT_S:
        return None
    try:
        described = json.loads(record.read_text(encoding="utf-8"))
        digest = described.pop("sha256")
        stored = StoredPage(content=content.read_bytes(), file_name=content.name, **described)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return stored if hashlib.sha256(stored.content).hexdigest() == digest else None


def _origin(edition: str, pages: list[StoredPage], table: pd.DataFrame) -> dict:
    spec = source_spec(SOURCE)
    return {
        "source_id": SOURCE,
        "edition": edition,
        "title_ja": spec.title_ja,
        "publisher_ja": spec.publisher_ja,
        "landing_url": spec.landing_url,
        "download_url": None,
        "obtained_from": "the publishers",
        "retrieved_at": max(page.retrieved_at for page in pages),
        "published_on": None,
        "as_of_date": edition,
        "files": [
            {
                "name": page.file_name,
                "url": page.url,
                "bytes": len(page.content),
                "sha256": hashlib.sha256(page.content).hexdigest(),
            }
            for page in pages
        ],
        "licence": spec.licence.model_dump(),
        "how": "fetched",
        "definition_ja": spec.definition_ja,
        "rows": len(table),
        "columns": len(table.columns),
        "note": "as of the day the pages were read; each page's own date is in the table",
    }
