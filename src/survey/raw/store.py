"""The raw store: table.csv and origin.json of each edition, written atomically, never overwritten silently."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from survey.errors import NotFound, RawConflict
from survey.paths import Project
from survey.raw import atomic
from survey.raw.csv_injection import escape_formula, holds_no_formula, may_hold_escaped, unescape_formula

TABLE, ORIGIN = "table.csv", "origin.json"
_WHEN = "retrieved_at"
# An edition's name is its folder's name, so it must not lead elsewhere: 2025-03-31, FY2023, 131148-2026-11-02-2.
_EDITION = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,63}")


@dataclass(frozen=True)
class RawEdition:
    """One edition as stored.

    ``table`` holds text only: ``part`` (which sheet or file), ``row`` (the publisher's row number), then one
    column a spreadsheet column (A, B, …), so that ``row`` and column name are the publisher's own cell address.
    """

    source_id: str
    edition: str
    table: pd.DataFrame
    origin: dict[str, Any]


def as_csv(table: pd.DataFrame) -> bytes:
    """A table of text as UTF-8 CSV, the same bytes on every machine; formulas are escaped (``raw.csv_injection``)."""
    table = table if holds_no_formula(table) else table.map(escape_formula)
    text = _written(table, csv.QUOTE_MINIMAL)
    # The writer leaves a lone carriage return unquoted, where a reader would end the row.
    return (_written(table, csv.QUOTE_ALL) if "\r" in text else text).encode("utf-8")


def _written(table: pd.DataFrame, quoting: Literal[0, 1]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n", quoting=quoting)
    writer.writerow(table.columns)
    writer.writerows(zip(*(table[name].tolist() for name in table.columns), strict=True))
    return buffer.getvalue()


def write(project: Project, raw: RawEdition, *, replace: bool = False) -> bool:
    """Store one edition; True when it was written, False when exactly this was already stored.

    Raises:
        NotFound: no edition can have this name.
        RawConflict: other figures are stored under this edition and ``replace`` was not asked for.
    """
    check_edition(raw.edition)
    folder = project.raw / raw.source_id / raw.edition
    atomic.recover_folder(folder)
    table = as_csv(raw.table)
    origin = {**raw.origin, "table_sha256": hashlib.sha256(table).hexdigest()}
    files = {TABLE: table, ORIGIN: (json.dumps(origin, ensure_ascii=False, indent=2) + "\n").encode("utf-8")}
    if folder.is_dir():
        if _is_same(folder, table, origin):
            return False
        if not replace:
            raise RawConflict(
                "this edition is already stored, with other figures or another origin",
                where=str(folder),
                next_step="check which file is right; to replace the stored one, repeat with --replace",
            )
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = atomic.temporary_path(folder)
    try:
        fresh.mkdir()
        for name, content in files.items():
            atomic.write_atomic(fresh / name, content)
        atomic.replace_folder(fresh, folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return True


def _is_same(folder: Path, table: bytes, origin: dict[str, Any]) -> bool:
    """Whether exactly this is stored, whatever its retrieval time: a clock may be wrong, a killed run is repeated."""
    if not ((folder / TABLE).is_file() and (folder / ORIGIN).is_file()):
        return False
    undated = {**origin, _WHEN: None}
    return (folder / TABLE).read_bytes() == table and {**_origin(folder / ORIGIN), _WHEN: None} == undated


def check_edition(edition: str) -> None:
    """Refuse a name that would lead to another folder.

    Raises:
        NotFound: it is no edition's name.
    """
    if not _EDITION.fullmatch(edition):
        raise NotFound(
            "this cannot be the name of an edition",
            expected="a date (2025-03-31) or a fiscal year (FY2023)",
            got=repr(edition[:80]),
            next_step="repeat with --edition as the figures' date or fiscal year",
        )


def editions(project: Project, source_id: str) -> list[str]:
    """The stored editions of one source, oldest first; [] when there is none."""
    folder = project.raw / source_id
    return sorted(path.parent.name for path in folder.glob(f"[!.]*/{ORIGIN}")) if folder.is_dir() else []


def _origin(path: Path) -> dict[str, Any]:
    try:
        origin = json.loads(path.read_text(encoding="utf-8"))
        return {**origin, "table_sha256": origin["table_sha256"]}
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise RawConflict(
            f"the origin record cannot be read: {error}",
            where=str(path),
            next_step="git checkout the file, or add the publisher's file again",
        ) from error


def table_sha256(project: Project, source_id: str, edition: str) -> str | None:
    """The sha256 of a stored edition's table.csv as it lies there; None where there is none."""
    path = project.raw / source_id / edition / TABLE
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def read(project: Project, source_id: str, edition: str) -> RawEdition:
    """Read one stored edition.

    Raises:
        NotFound: it is not stored.
        RawConflict: table.csv is not the one that was stored: somebody edited it.
    """
    folder = project.raw / source_id / edition
    if not (folder / ORIGIN).is_file():
        raise NotFound(
            f"edition {edition!r} of {source_id} is not stored",
            where=str(folder),
            expected=", ".join(editions(project, source_id)) or "at least one edition",
            next_step=f"survey add FILE --source {source_id} --edition {edition}",
        )
    origin = _origin(folder / ORIGIN)
    content = (folder / TABLE).read_bytes() if (folder / TABLE).is_file() else b""
    digest = hashlib.sha256(content).hexdigest()
    if digest != origin["table_sha256"]:
        raise RawConflict(
            "the raw table is not the one that was stored: data/raw is never edited by hand",
            where=str(folder / TABLE),
            expected=f"sha256 {origin['table_sha256']}",
            got=f"sha256 {digest}",
            next_step=f"git checkout -- data/raw/{source_id}/{edition}, or add the publisher's file again",
        )
    return RawEdition(source_id, edition, _table(content, folder / TABLE), origin)


def _table(content: bytes, path: Path) -> pd.DataFrame:
    try:
        header, *rows = csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True)
        printed = [[unescape_formula(cell) for cell in row] for row in rows] if may_hold_escaped(content) else rows
        # Object columns: tables are read cell by cell, which is slow on arrays of text.
        return pd.DataFrame(printed, columns=header, dtype="object")
    except (ValueError, csv.Error) as error:
        raise RawConflict(
            f"the raw table cannot be read: {error}",
            where=str(path),
            next_step="git checkout the folder, or add the publisher's file again",
        ) from error
