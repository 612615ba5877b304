"""One file as the publisher made it: its name, its bytes, and whether they are a web page instead."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from survey.errors import BadFile, NotFound
from survey.printed.text import never_printed

# The publishers' largest file has 1.1 million bytes; survey fetch takes no more than this either.
MOST_BYTES = 50_000_000


@dataclass(frozen=True)
class Original:
    """One file as the publisher made it: its name and its bytes.

    ``sheets`` holds what has been read of a workbook, by sheet: it is asked for its date, and then for its figures.
    """

    name: str
    content: bytes
    sheets: dict[str, pd.DataFrame] = field(default_factory=dict, compare=False, repr=False)


def from_disk(path: Path) -> Original:
    """The file at ``path``.

    Raises:
        NotFound: there is no such file.
        BadFile: it is larger than any that is read, or its name cannot be written down.
    """
    if not path.is_file():
        raise NotFound("there is no such file", where=str(path), next_step="check the name and the folder")
    if sign := never_printed(path.name):
        raise BadFile(
            "the file's name holds a character that cannot be printed",
            where=str(path),
            got=sign,
            next_step="rename the file",
        )
    with path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise BadFile(
            "the file is far larger than the publishers' files are",
            where=str(path),
            expected=f"at most {MOST_BYTES:,} bytes",
            got=f"{path.stat().st_size:,} bytes",
            next_step="check that this is the publisher's own file",
        )
    return Original(path.name, content)


def refuse_html(original: Original, expected: str) -> None:
    """Refuse a web page that was saved under another name; ``expected`` says what the file should be.

    Raises:
        BadFile: it is one; says how it is titled.
    """
    head = original.content[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not head.startswith((b"<!doctype", b"<html", b"<head", b"<?xml")):
        return
    text = original.content[:20000].decode(likely_encoding(original.content) or "utf-8", errors="replace")
    title = re.search(r"<title[^>]*>(.*?)</title>", text, re.IGNORECASE | re.DOTALL)
    raise BadFile(
        "this is a web page saved under another name, most likely the publisher's error page",
        where=original.name,
        expected=expected,
        got=f"HTML titled {' '.join(title[1].split())!r}" if title else "HTML",
        next_step="open the publisher's page in a browser, save the file itself, and add that",
    )


def likely_encoding(content: bytes) -> str | None:
    """The encoding that the bytes look like; None where none can be told."""
    from charset_normalizer import from_bytes

    best = from_bytes(content[:20000]).best()
    return best.encoding if best else None
