"""Writes files and folders whole or not at all, and puts right what runs that were killed half-way left."""

from __future__ import annotations

import os
import re
import secrets
import shutil
from collections.abc import Callable
from pathlib import Path

from survey.paths import Project

# An old edition, moved away while the new one takes its place.
OLD = ".old"
# As ``beside`` names.
_LEFT = re.compile(r"\..+\.[0-9a-f]{16}")


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is either the old one or the new one: temporary file, fsync, rename.

    Who may read it is for the machine's own settings (umask) to say; nobody may run it.
    """
    write_all({path: content})


def write_all(contents: dict[Path, bytes], before: Callable[[], None] = lambda: None) -> None:
    """Write files, each whole (see ``write_whole``), all or none as far as a fault of the disk goes.

    They get their names once the last one is on the disk; ``before`` is called just before the first does. Only a
    process that is killed in that moment leaves some of them.
    """
    fresh: dict[Path, Path] = {}
    try:
        for path, content in contents.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh[path] = beside(path)
            with fresh[path].open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        before()
        for path, written in fresh.items():
            written.replace(path)
    except BaseException:
        for written in fresh.values():
            written.unlink(missing_ok=True)
        raise


def mend(project: Project) -> None:
    """Put right what killed runs left: an edition that was moved away goes back, unfinished files go.

    Only for whoever holds the project's lock: what another run is writing looks just the same.
    """
    for folder in (project.raw, project.processed, project.originals, project.all_outputs):
        # The old editions first: each takes along what lies beside it under its name.
        for left in sorted(folder.glob(f"**/.*{OLD}")):
            mend_beside(left.with_name(left.name[1:].removesuffix(OLD).rpartition(".")[0]))
        for left in sorted(folder.glob("**/.*")):
            if _LEFT.fullmatch(left.name) and left.exists():
                shutil.rmtree(left) if left.is_dir() else left.unlink()


def beside(path: Path) -> Path:
    """A hidden name beside ``path`` that nothing has."""
    return path.with_name(f".{path.name}.{secrets.token_hex(8)}")


def mend_beside(folder: Path) -> None:
    """Undo what a run that was killed half-way left beside ``folder``: an old edition goes back, the rest goes."""
    for left in sorted(folder.parent.glob(f".{folder.name}.*"), reverse=True):
        if left.name.endswith(OLD) and not folder.exists():
            left.rename(folder)
        else:
            shutil.rmtree(left)


def swap(fresh: Path, folder: Path) -> None:
    """Put ``fresh`` in the place of ``folder``; the old one, if any, goes back if that fails."""
    if not folder.exists():
        fresh.rename(folder)
        return
    old = folder.with_name(f".{folder.name}.{fresh.name.rpartition('.')[2]}{OLD}")
    folder.rename(old)
    try:
        fresh.rename(folder)
    except BaseException:
        old.rename(folder)
        raise
    shutil.rmtree(old)
