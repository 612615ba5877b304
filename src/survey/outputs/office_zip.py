"""Office files as the same bytes each time, with a part of them rewritten where the library that made them cannot."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from typing import IO, Protocol

_DAY = (1980, 1, 1, 0, 0, 0)
_MOMENT = b"2000-01-01T00:00:00Z"


class Document(Protocol):
    """What python-pptx and python-docx make."""

    def save(self, file: IO[bytes], /) -> None:
        """Write the file."""


def saved(document: Document) -> bytes:
    """The document as a file's bytes, which do not tell when it was made."""
    buffer = io.BytesIO()
    document.save(buffer)
    return rewritten(buffer.getvalue())


def rewritten(content: bytes, changes: Mapping[str, Callable[[bytes], bytes]] | None = None) -> bytes:
    """The file with every part stamped with one day, and the named parts put through ``changes``.

    The properties that name the moment of making name one fixed moment, and so do those of the workbooks that lie
    behind the charts.
    """
    changes, buffer = changes or {}, io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, _DAY)
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, _timeless(name, changes.get(name, bytes)(old.read(name))))
    return buffer.getvalue()


def _timeless(name: str, part: bytes) -> bytes:
    if name == "docProps/core.xml":
        return re.sub(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>" + _MOMENT, part)
    return rewritten(part) if name.endswith(".xlsx") else part
