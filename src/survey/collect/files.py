"""The way in, on one screen: the publisher's page or file -> read -> prove -> data/raw."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from survey.catalog.source_models import FetchSpec
from survey.catalog.specs import source_spec
from survey.errors import BadLayout, FetchFailed, NotFound, SurveyError
from survey.paths import Project
from survey.raw import atomic, store
from survey.raw.store import RawEdition
from survey.sources import origin, register
from survey.sources.original import Original, from_disk
from survey.tidy.build import prove

if TYPE_CHECKING:
    from survey.fetch.client import Client, Fetched
    from survey.fetch.locate import Link

REFUSED = "refused"


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
    return _store(project, source_id, edition, [from_disk(path) for path in files], origin.Arrival(), replace=replace)


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
    from survey.fetch import validators

    spec = source_spec(source_id)
    if spec.fetch is None or spec.landing_url is None:
        raise NotFound(
            f"source {source_id!r} has no landing page to fetch from",
            next_step=spec.by_hand,
        )
    link = _link_to_file(source_id, spec.landing_url, spec.fetch, client, step)
    known = None if replace else validators.stored(project, source_id).get(link.url)
    step(f"{source_id}: {link.url}")
    answer = client.get(link.url, spec.fetch.hosts, known["validators"] if known else None)
    # Only who names what it has is told that it is unchanged.
    if known and answer.is_unchanged:
        edition = known["edition"]
        return Collected(source_id, edition, store.read(project, source_id, edition).origin["rows"], "unchanged")
    original = Original(_file_name(answer.url), answer.content)
    arrival = origin.Arrival("fetched", retrieved_at(answer), answer.url)
    try:
        edition = _edition_of(source_id, original, link)
        collected = _store(project, source_id, edition, [original], arrival, replace=replace)
    except SurveyError as error:
        kept = project.originals / source_id / REFUSED / f"{origin.sha256(original.content)[:12]}-{original.name}"
        atomic.write_atomic(kept, original.content)
        error.where = f"{answer.url} (kept as {kept.relative_to(project.root)}): {error.where}"
        raise
    if is_of_record(project, source_id, edition, [original.content]):
        atomic.write_atomic(project.originals / source_id / edition / original.name, original.content)
    validators.record(project, source_id, link.url, edition, answer)
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


def _link_to_file(
    source_id: str, landing_url: str, spec: FetchSpec, client: Client, step: Callable[[str], None]
) -> Link:
    """Follow the catalog's steps from the landing page; the last link leads to the file."""
    from survey.fetch import locate

    link = locate.Link(landing_url, "", None)
    for rule in spec.steps:
        step(f"{source_id}: {link.url}")
        link = locate.newest(client.get(link.url, spec.hosts), rule)
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
    project: Project, source_id: str, edition: str, originals: list[Original], arrival: origin.Arrival, *, replace: bool
) -> Collected:
    """Read, prove, write. The same figures from another copy of the file leave what is stored."""
    spec = source_spec(source_id)
    store.check_edition(edition)
    table = register.read(source_id, originals, edition)
    raw = RawEdition(source_id, edition, table, origin.origin(spec, edition, originals, table, arrival))
    prove(raw)
    state = keep(project, raw, replace=replace) if arrival.how == "fetched" else _written(project, raw, replace)
    return Collected(source_id, edition, len(table), state)


def keep(project: Project, raw: RawEdition, *, replace: bool) -> str:
    """Store a fetched edition; "new", or "same" where just these cells are stored, from whichever copy they came.

    Raises:
        RawConflict: other cells are stored under this edition, and ``replace`` was not asked for.
    """
    if raw.edition in store.editions(project, raw.source_id) and not replace:
        stored = store.read(project, raw.source_id, raw.edition)
        if store.as_csv(stored.table) == store.as_csv(raw.table):
            return "same"
    return _written(project, raw, replace)


def is_of_record(project: Project, source_id: str, edition: str, contents: list[bytes]) -> bool:
    """Whether what is stored was read from just these files, so that they are kept, also if a killed run did not."""
    recorded = store.read(project, source_id, edition).origin["files"]
    return [file["sha256"] for file in recorded] == [origin.sha256(content) for content in contents]


def _written(project: Project, raw: RawEdition, replace: bool) -> str:
    return "new" if store.write(project, raw, replace=replace) else "same"


def retrieved_at(answer: Fetched) -> str:
    """When the server gave the file, by its own clock; by ours, if it does not say."""
    try:
        return parsedate_to_datetime(answer.date or "").astimezone(UTC).isoformat(timespec="seconds")
    except ValueError:  # no date, or none that can be read
        return origin.now()
