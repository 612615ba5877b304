"""The publisher's bytes as a grid of text: one row a row, columns A, B, …, ``row`` the publisher's row number."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd

from survey.errors import BadFile

MOST_MEMBERS = 500
MOST_UNPACKED_BYTES = 500_000_000
ZIP_MAGIC = b"PK\x03\x04"
_DAMAGE = (zipfile.BadZipFile, zlib.error, OSError, EOFError)
# What openpyxl raises of XML that is cut, or that says what no workbook says (XML's own errors are SyntaxErrors).
_MALFORMED = (SyntaxError, LookupError, ValueError, TypeError, AttributeError, OverflowError)


@dataclass(frozen=True)
class Original:
    """One file as the publisher made it: its name and its bytes."""

    name: str
    content: bytes


def column_letter(number: int) -> str:
    """1 is A, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def unpack(originals: list[Original]) -> list[Original]:
    """The files themselves, and in place of a plain zip its members (names decoded as cp932 where not UTF-8)."""
    found = []
    for original in originals:
        if not original.name.lower().endswith(".zip"):
            found.append(original)
            continue
        with _open_zip(original) as archive:
            for member in archive.infolist():
                name = member.filename
                if not member.flag_bits & 0x800:
                    name = name.encode("cp437").decode("cp932", errors="replace")
                found.append(Original(name, _member(archive, member, original.name)))
    return found


def xlsx_grid(original: Original, sheet: str) -> pd.DataFrame:
    """The one sheet of a workbook whose whole name matches ``sheet``, as text: stored values without display format.

    Raises:
        BadFile: not a workbook (an HTML page, say), damaged, or without just one such sheet.
    """
    import openpyxl

    with guarded_workbook(original) as file:
        workbook = openpyxl.load_workbook(file, read_only=True, data_only=True)
        names = workbook.sheetnames
        fitting = [name for name in names if re.fullmatch(sheet, name)]
        # Rows are read as they are asked for, so damage deep in the file shows only here.
        cells = workbook[fitting[0]].iter_rows(values_only=True) if len(fitting) == 1 else ()
        rows = [[_printed(cell) for cell in row] for row in cells]
    if len(fitting) != 1:
        raise BadFile(
            "the workbook has no such sheet, or several",
            where=original.name,
            expected=sheet,
            got=", ".join(names),
            next_step="check that this is the right file; if the publisher renamed it, mend catalog/sources",
        )
    return _grid(rows)


@contextmanager
def guarded_workbook(original: Original) -> Iterator[io.BytesIO]:
    """The workbook's bytes, to be read inside; whatever damage shows while they are is reported as such.

    Raises:
        BadFile: not a workbook (an HTML page, say), damaged, or one that unpacks into far more than it is.
    """
    _open_zip(original).close()
    try:
        yield io.BytesIO(original.content)
    except (*_DAMAGE, *_MALFORMED) as error:
        raise _damaged("workbook", original.name, error) from error


def csv_grid(original: Original, encoding: str) -> pd.DataFrame:
    """A CSV file as text.

    Raises:
        BadFile: an HTML page, or bytes that are not in the declared encoding.
    """
    text = text_of(original, encoding, "a CSV file")
    try:
        return _grid(list(csv.reader(io.StringIO(text, newline=""), strict=True)))
    except csv.Error as error:
        raise _damaged("CSV file", original.name, error) from error


def text_of(original: Original, encoding: str, expected: str) -> str:
    """The file's text; ``expected`` says what it should be.

    Raises:
        BadFile: an HTML page, or bytes that are not in the declared encoding.
    """
    _refuse_html(original, expected)
    try:
        return original.content.decode(encoding)
    except UnicodeDecodeError as error:
        raise BadFile(
            f"the file is not in its declared encoding (byte {error.start})",
            where=original.name,
            expected=encoding,
            got=_likely_encoding(original.content) or "bytes in no encoding that could be told",
            next_step="save it again in the expected encoding, or take the publisher's file unopened",
        ) from error


def _check_members(name: str, members: list[zipfile.ZipInfo]) -> None:
    """Refuse a zip that would unpack outside its folder, or into far more than it is (a workbook is a zip, too)."""
    for member in members:
        parts = member.filename.replace("\\", "/").split("/")
        if ".." in parts or member.filename.startswith(("/", "\\")) or ":" in parts[0]:
            raise BadFile("a file in the zip would lie outside it", where=name, got=repr(member.filename))
    total = sum(member.file_size for member in members)
    if len(members) > MOST_MEMBERS or total > MOST_UNPACKED_BYTES:
        raise BadFile(
            "the zip unpacks into far more than the publisher's files do",
            where=name,
            expected=f"at most {MOST_MEMBERS} files and {MOST_UNPACKED_BYTES:,} bytes",
            got=f"{len(members)} files, {total:,} bytes",
            next_step="take the file from the publisher's own page",
        )


def csv_table(original: Original, encoding: str) -> pd.DataFrame:
    """A CSV file whose first row names its columns, as text.

    Raises:
        BadFile: see ``csv_grid``; or the file is empty.
    """
    grid = csv_grid(original, encoding)
    if grid.empty:
        raise BadFile("the file is empty", where=original.name, next_step="check the file")
    rows = grid.drop(columns="row")
    twice = [name for name, times in Counter(rows.iloc[0]).items() if times > 1 and name]
    if twice:
        raise BadFile("a column occurs twice", where=original.name, got=", ".join(twice), next_step="name each once")
    return rows.iloc[1:].set_axis(list(rows.iloc[0]), axis="columns").reset_index(drop=True)


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> bytes:
    try:
        return archive.read(member)
    except (*_DAMAGE, RuntimeError) as error:
        raise _damaged("zip file", name, error) from error


def _damaged(kind: str, name: str, error: Exception) -> BadFile:
    return BadFile(
        f"the {kind} is damaged: {error}",
        where=name,
        next_step="download it again from the publisher and compare its size",
    )


def _grid(rows: list[list[str]]) -> pd.DataFrame:
    width = max((len(row) for row in rows), default=0)
    padded = [[str(number), *row, *[""] * (width - len(row))] for number, row in enumerate(rows, start=1)]
    letters = [column_letter(number) for number in range(1, width + 1)]
    return pd.DataFrame(padded, columns=["row", *letters], dtype="str")


def _printed(value: Any) -> str:  # noqa: ANN401 - a cell holds anything
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ") if value.time().isoformat() != "00:00:00" else value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _open_zip(original: Original) -> zipfile.ZipFile:
    if not original.content.startswith(ZIP_MAGIC):
        _refuse_html(original, "a workbook or zip file")
        raise BadFile(
            "this is not a workbook or zip file",
            where=original.name,
            expected="a file that starts with the bytes PK",
            got=f"bytes {original.content[:8].hex(' ') or '(an empty file)'}",
            next_step="download it again from the publisher",
        )
    try:
        archive = zipfile.ZipFile(io.BytesIO(original.content))
        _check_members(original.name, archive.infolist())
        return archive
    except zipfile.BadZipFile as error:
        raise BadFile(
            f"the file is cut short or damaged: {error}",
            where=original.name,
            got=f"{len(original.content):,} bytes",
            next_step="download it again from the publisher and compare its size",
        ) from error


def _refuse_html(original: Original, expected: str) -> None:
    head = original.content[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not head.startswith((b"<!doctype", b"<html", b"<head", b"<?xml")):
        return
    text = original.content[:20000].decode(_likely_encoding(original.content) or "utf-8", errors="replace")
    title = re.search(r"<title[^>]*>(.*?)</title>", text, re.IGNORECASE | re.DOTALL)
    raise BadFile(
        "this is a web page saved under another name, most likely the publisher's error page",
        where=original.name,
        expected=expected,
        got=f"HTML titled {' '.join(title[1].split())!r}" if title else "HTML",
        next_step="open the publisher's page in a browser, save the file itself, and add that",
    )


def _likely_encoding(content: bytes) -> str | None:
    from charset_normalizer import from_bytes

    best = from_bytes(content[:20000]).best()
    return best.encoding if best else None
