"""What a reader must not do while it reads: open a connection, start a program, write outside its project."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_NEVER = ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto", "subprocess.Popen", "os.system")
_NEVER += ("os.exec", "os.posix_spawn", "os.fork", "os.symlink", "os.link", "os.chmod", "os.chown", "pty.spawn")
_CHANGES = ("os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.truncate", "shutil.rmtree", "shutil.move")
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Watch:
    """Hears the interpreter's own audit events, notes what must not be and stops it.

    A hook cannot be taken off, so one serves the whole process.
    """

    def __init__(self, allowed: Path) -> None:
        self.allowed = str(allowed.resolve())
        self.is_on = False
        self.seen: list[str] = []
        sys.addaudithook(self._audit)

    @contextmanager
    def on(self) -> Iterator[list[str]]:
        """Listen inside; the list fills with what must not have happened."""
        self.seen, self.is_on = [], True
        try:
            yield self.seen
        finally:
            self.is_on = False

    def _audit(self, event: str, arguments: tuple) -> None:
        if not self.is_on:
            return
        is_change = event in _CHANGES or (event == "open" and _is_writing(arguments))
        outside = is_change and not all(self._is_inside(path) for path in arguments[: 2 if event == "os.rename" else 1])
        if outside or (event in _NEVER and not (event == "os.chmod" and self._is_inside(arguments[0]))):
            self.seen.append(f"{event} {arguments!r:.300}")
            raise PermissionError(f"{event} is not for a reader")

    def _is_inside(self, path: object) -> bool:
        if isinstance(path, int):  # a file that is open already
            return True
        found = os.path.realpath(os.fsdecode(path))
        return found == self.allowed or found.startswith(self.allowed + os.sep)


def _is_writing(arguments: tuple) -> bool:
    _, mode, flags = arguments
    return bool(set("wax+") & set(mode)) if isinstance(mode, str) else bool((flags or 0) & _WRITES)
