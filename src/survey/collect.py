"""The way in, on one screen: the publisher's page or file -> read -> prove -> data/raw."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import pandas as pd

from survey.catalog.specs import SourceSpec, source_ids, source_spec
from survey.errors import BadLayout, FetchFailed, NotFound, RawConflict, SurveyError
from survey.paths import Project
from survey.raw import store
from survey.raw.store import RawEdition
from survey.sources import register
from survey.sources.readers import Original
from survey.tidy.build import read_edition

if TYPE_CHECKING:
    from survey.fetch.client import Answer, Client
    from survey.fetch.locate import Link

FETCHED = ".fetched.json"
REFUSED = "refused"


@dataclass(frozen=True)
class Arrival:
    """How a file came in: fetched or by hand, when, and from which address."""

    how: str = "added by hand"
    retrieved_at: str | None = None
    download_url: str | None = None


@dataclass(frozen=True)
class Collected:
    """What became of one edition: ``state`` is new, same (already stored) or unchanged (the server said so)."""

    source_id: str
    edition: str
    rows: int
    state: str


def add(project: Project, files: Iterable[Path], source_id: str, edition: str, *, replace: bool = False) -> Collected:
    """Bring the publisher's own file(s) of one edition in. Nothing is stored unless every cell can be read.

    Raises:
        SurveyError: see ``sources``, ``tidy.harmonise`` and ``raw.store``; data/raw is then as it was.
    """
    return _store(project, source_id, edition, [_original(path) for path in files], Arrival(), replace=replace)


def fetch(
    project: Project,
    source_id: str,
    client: Client,
    *,
    replace: bool = False,
    step: Callable[[str], None] = lambda _: None,
) -> Collected:
    """Find the newest edition from the publisher's landing page, get it, and bring it in.

    The file itself is kept in data/originals; one that is refused is kept under refused/, and data/raw is as it was.

    Raises:
        FetchFailed: see ``fetch.client``.
        SurveyError: the page or the file is not what the catalog says; the message names the address.
    """
    spec = source_spec(source_id)
    if spec.fetch is None or spec.landing_url is None:
        raise NotFound(
            f"source {source_id!r} has no landing page to fetch from",
            next_step=f"survey add FILE --source {source_id} --edition EDITION",
        )
    link = _link_to_file(spec, client, step)
    known = None if replace else _remembered(project, source_id).get(link.url)
    step(f"{source_id}: {link.url}")
    answer = client.get(link.url, spec.fetch.hosts, known and known["validators"])
    if answer.is_unchanged:
        edition = known["edition"]
        return Collected(source_id, edition, store.read(project, source_id, edition).origin["rows"], "unchanged")
    original = Original(_file_name(answer.url), answer.content)
    arrival = Arrival("fetched", retrieved_at(answer), answer.url)
    try:
        edition = _edition_of(source_id, original, link)
        collected = _store(project, source_id, edition, [original], arrival, replace=replace)
    except SurveyError as error:
        kept = project.originals / source_id / REFUSED / f"{_sha256(original.content)[:12]}-{original.name}"
        store.write_whole(kept, original.content)
        error.where = f"{answer.url} (kept as {kept.relative_to(project.root)}): {error.where}"
        raise
    if collected.state == "new":
        store.write_whole(project.originals / source_id / edition / original.name, original.content)
    _remember(project, source_id, link.url, edition, answer)
    return collected


def _file_name(url: str) -> str:
    """The file's name as its address ends, refused where it could name anything but a file beside its like."""
    name = re.split(r"[/\\]", unquote(urlsplit(url).path))[-1]
    if not name.isprintable() or not name.strip(". ") or name.startswith(".") or len(name.encode("utf-8")) > 200:
        raise FetchFailed(
            "the address does not end in the name of a file",
            where=url,
            got=repr(name[:80]),
            next_step="save the file by hand and use survey add",
        )
    return name


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def status(project: Project, today: date) -> pd.DataFrame:
    """What is stored of each source, one row a source.

    Columns: source_id, editions (how many), edition (the newest), as_of_date (None where it differs by figure or
    is a fiscal year), age_days (of that date; NA without one), is_whole (the raw table has the recorded sha256),
    is_verified (the layout was seen on a real file, or one has been read since), next_step.
    """
    rows = []
    for source_id in source_ids():
        spec, editions = source_spec(source_id), store.editions(project, source_id)
        by_fetch = f"survey fetch {source_id}" if spec.fetch or spec.reads_pages else None
        by_hand = f"survey add FILE --source {source_id} --edition EDITION"
        row = {"source_id": source_id, "editions": len(editions), "is_verified": spec.is_verified or bool(editions)}
        if editions:
            row |= _newest(project, source_id, editions[-1], today)
        rows.append({**row, "next_step": row.pop("next_step", None) or by_fetch or by_hand})
    columns = ["source_id", "editions", "edition", "as_of_date", "age_days", "is_whole", "is_verified", "next_step"]
    return pd.DataFrame(rows).reindex(columns=columns).astype({"age_days": "Int64"})


def _newest(project: Project, source_id: str, edition: str, today: date) -> dict[str, Any]:
    try:
        as_of = store.read(project, source_id, edition).origin["as_of_date"]
    except RawConflict as error:
        return {"edition": edition, "is_whole": False, "next_step": error.next_step}
    age = (today - date.fromisoformat(as_of)).days if as_of else None
    return {"edition": edition, "as_of_date": as_of, "age_days": age, "is_whole": True}


def _link_to_file(spec: SourceSpec, client: Client, step: Callable[[str], None]) -> Link:
    """Follow the catalog's steps from the landing page; the last link leads to the file."""
    from survey.fetch import locate

    url, link = spec.landing_url, None
    for rule in spec.fetch.steps:
        step(f"{spec.id}: {url}")
        link = locate.newest(client.get(url, spec.fetch.hosts), rule)
        url = link.url
    return link


def _edition_of(source_id: str, original: Original, link: Link) -> str:
    edition = register.printed_edition(source_id, [original]) or link.edition
    if edition is None:
        raise BadLayout(
            "neither the file nor its link says of which date it is",
            where=link.url,
            next_step=f"save the file by hand, then survey add FILE --source {source_id} --edition EDITION",
        )
    return edition


def _store(
    project: Project, source_id: str, edition: str, originals: list[Original], arrival: Arrival, *, replace: bool
) -> Collected:
    """Read, prove, write. The same figures from another copy of the file leave what is stored."""
    spec = source_spec(source_id)
    table = register.read(source_id, originals, edition)
    raw = RawEdition(source_id, edition, table, _origin(spec, edition, originals, table, arrival))
    read_edition(raw)
    state = keep(project, raw, replace=replace) if arrival.how == "fetched" else _written(project, raw, replace)
    return Collected(source_id, edition, len(table), state)


def keep(project: Project, raw: RawEdition, *, replace: bool) -> str:
    """Store a fetched edition; "new", or "same" where just these cells are stored, from whichever copy they came.

    Raises:
        RawConflict: other cells are stored under this edition, and ``replace`` was not asked for.
    """
    is_stored = raw.edition in store.editions(project, raw.source_id)
    if is_stored and not replace and store.read(project, raw.source_id, raw.edition).table.equals(raw.table):
        return "same"
    return _written(project, raw, replace)


def _written(project: Project, raw: RawEdition, replace: bool) -> str:
    return "new" if store.write(project, raw, replace=replace) else "same"


def _original(path: Path) -> Original:
    if not path.is_file():
        raise NotFound("there is no such file", where=str(path), next_step="check the name and the folder")
    return Original(path.name, path.read_bytes())


def _origin(
    spec: SourceSpec, edition: str, originals: list[Original], table: pd.DataFrame, arrival: Arrival
) -> dict[str, Any]:
    """What origin.json records. Dates that nobody established are null, never guessed."""
    known = spec.edition(edition)
    # What the catalog says of its copies holds for the editions it lists, added by hand; not for other files.
    is_copy = edition in spec.editions and arrival.how == "added by hand"
    copied_from = (known.obtained_from or spec.obtained_from) if is_copy else None
    copied_at = (known.retrieved_at or spec.retrieved_at) if is_copy else None
    return {
        "source_id": spec.id,
        "edition": edition,
        "title_ja": spec.title_ja,
        "publisher_ja": spec.publisher_ja,
        "landing_url": spec.landing_url,
        "download_url": arrival.download_url or known.download_url,
        "obtained_from": "the publisher" if arrival.how == "fetched" else copied_from,
        "retrieved_at": arrival.retrieved_at or copied_at or _now(),
        "published_on": known.published_on,
        "as_of_date": None if spec.needs_edition_entry or edition.startswith("FY") else edition,
        "files": [
            {
                "name": original.name,
                "bytes": len(original.content),
                "sha256": _sha256(original.content),
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
        "how": arrival.how,
        "definition_ja": spec.definition_ja,
        "rows": len(table),
        "columns": len(table.columns) - 2,
        "note": known.note,
    }


def retrieved_at(answer: Answer) -> str:
    """When the server gave the file, by its own clock; by ours, if it does not say."""
    try:
        return parsedate_to_datetime(answer.date or "").astimezone(UTC).isoformat(timespec="seconds")
    except ValueError:  # no date, or none that can be read
        return _now()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _remembered(project: Project, source_id: str) -> dict[str, dict[str, Any]]:
    """What earlier fetches left: address -> edition and validators, only where raw still holds what they brought."""
    from survey.fetch.client import Validators

    return {
        url: {"edition": entry["edition"], "validators": Validators(entry["etag"], entry["last_modified"])}
        for url, entry in _entries(project, source_id).items()
        if store.table_sha256(project, source_id, entry["edition"]) == entry["table_sha256"]
    }


def _remember(project: Project, source_id: str, url: str, edition: str, answer: Answer) -> None:
    entries = _entries(project, source_id)
    entries[url] = {
        "edition": edition,
        "etag": answer.validators.etag,
        "last_modified": answer.validators.last_modified,
        "table_sha256": store.table_sha256(project, source_id, edition),
    }
    text = json.dumps(entries, ensure_ascii=False, indent=2) + "\n"
    store.write_whole(project.originals / source_id / FETCHED, text.encode("utf-8"))


def _entries(project: Project, source_id: str) -> dict[str, Any]:
    """The memory of earlier fetches; a damaged one remembers nothing, and everything is asked for whole again."""
    path = project.originals / source_id / FETCHED
    try:
        return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    except ValueError:
        return {}
