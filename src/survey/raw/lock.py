"""One command at a time writes to a project; it first puts right what a killed one left.

The lock is the kernel's, on an open file: it goes with its process, however that ends, and is never stale.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import BinaryIO

from survey.errors import SurveyError
from survey.paths import Project, find_project

# Where Windows locks: far behind what the file says, so that others can still read who has it.
_FAR = 1 << 20


@contextmanager
def writing(command: str, project: Project | None = None) -> Iterator[Project]:
    """The project (default: the one around the working folder), for this process alone to write to, and mended.

    Worker processes of a command write under its lock; they do not take it.

    Raises:
        SurveyError: another command has it; the message says which, since when and as which process.
        NotFound: there is no project.
    """
    from survey.raw import atomic as whole_files

    project = project or find_project()
    project.lock.parent.mkdir(parents=True, exist_ok=True)
    # Neither cut nor written before it is held: it tells who has it.
    with os.fdopen(os.open(project.lock, os.O_RDWR | os.O_CREAT, 0o666), "r+b") as file:
        if not _is_taken(file):
            raise _busy(command, project, file)
        since = datetime.now().astimezone().isoformat(" ", "seconds")
        _tell(file, {"command": command, "pid": os.getpid(), "since": since})
        try:
            whole_files.mend(project)
            yield project
        finally:
            _tell(file, {})


def _is_taken(file: BinaryIO) -> bool:
    """Whether the lock could be had."""
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(_FAR)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):  # the second is how Windows says it
        return False
    return True


def _tell(file: BinaryIO, who: dict[str, str | int]) -> None:
    """Write who has the lock; on a full disk it is held all the same, and nobody reads by whom."""
    with suppress(OSError):
        file.seek(0)
        file.truncate()
        file.write(json.dumps(who).encode())
        file.flush()


def _busy(command: str, project: Project, file: BinaryIO) -> SurveyError:
    file.seek(0)
    try:
        who = json.loads(file.read(1000))
        by = f"survey {who['command']}, process {who['pid']}, since {who['since']}"
    except (ValueError, LookupError, TypeError):  # it has only just begun or ended
        by = "a command that does not say which"
    return SurveyError(
        f"survey {command} waits for nobody, and another command is writing to this project",
        where=str(project.root),
        got=by,
        next_step=f"let it finish, then repeat survey {command}",
    )
