"""Office files as the same bytes each time, with a part of them rewritten where the library that made them cannot."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping

_DAY = (1980, 1, 1, 0, 0, 0)


def rewritten(content: bytes, changes: Mapping[str, Callable[[bytes], bytes]] | None = None) -> bytes:
    """The file with every part stamped with one day, and the named parts put through ``changes``."""
    changes, buffer = changes or {}, io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, _DAY)
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, changes.get(name, bytes)(old.read(name)))
    return buffer.getvalue()
