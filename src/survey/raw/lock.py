"""One command at a time writes to a project; before it does, it recovers what a killed command left behind.

The lock is the operating system's, on an open file (``filelock``): it ends with its process, however that ends, so a
killed command leaves no stale lock. Who holds it stands in a file beside it, since Windows lets nobody read a locked
file.
"""

from __future__ import annotations

import json
import os
from collections.abc import Generator
from contextlib import contextmanager, suppress
from datetime import datetime

from filelock import FileLock, Timeout

from survey.errors import SurveyError
from survey.paths import Project, find_project


@contextmanager
def project_lock(command: str, project: Project | None = None) -> Generator[Project]:
    """The project (default: the one around the working folder), for this process alone to write to.

    What a killed command left half-written is recovered first. Worker processes of a command write under its lock;
    they do not take it.

    Raises:
        SurveyError: another command holds the lock; the message says which, since when and as which process.
        NotFound: there is no project.
    """
    from survey.raw import atomic

    project = project or find_project()
    project.lock.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(project.lock, blocking=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise _busy(command, project) from error
    try:
        _write_holder(project, command)
        atomic.recover(project)
        yield project
    finally:
        with suppress(OSError):
            project.lock_holder.unlink(missing_ok=True)
        lock.release()


def _write_holder(project: Project, command: str) -> None:
    """Write who holds the lock; on a full disk it is held all the same, and a second command cannot say by whom."""
    since = datetime.now().astimezone().isoformat(" ", "seconds")
    with suppress(OSError):
        project.lock_holder.write_text(
            json.dumps({"command": command, "pid": os.getpid(), "since": since}), encoding="utf-8"
        )


def _busy(command: str, project: Project) -> SurveyError:
    try:
        holder = json.loads(project.lock_holder.read_text(encoding="utf-8"))
        held_by = f"survey {holder['command']}, process {holder['pid']}, since {holder['since']}"
    except (OSError, ValueError, LookupError, TypeError):  # it has only just begun, or is about to end
        held_by = "a command that does not say which"
    return SurveyError(
        f"survey {command} does not wait, and another command is writing to this project",
        where=str(project.root),
        got=held_by,
        next_step=f"let it finish, then repeat survey {command}",
    )
