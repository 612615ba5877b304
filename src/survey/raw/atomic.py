"""Atomic writes of files and folders, and recovery from what killed runs left half-written."""

from __future__ import annotations

import os
import re
import secrets
import shutil
from collections.abc import Callable
from pathlib import Path

from survey.paths import Project

# The suffix of an old edition that was moved aside while the new one takes its name.
OLD = ".old"
# As ``temporary_path`` names temporary files.
_TEMPORARY = re.compile(r"\..+\.[0-9a-f]{16}")


def write_atomic(path: Path, content: bytes) -> None:
    """Write a file so that it is either the old one or the new one: temporary file, fsync, rename.

    Its permissions follow the umask; it is never executable.
    """
    write_all_atomic({path: content})


def write_all_atomic(contents: dict[Path, bytes], before: Callable[[], None] = lambda: None) -> None:
    """Write several files, each atomically (see ``write_atomic``): if the disk fails, none of them is changed.

    They are renamed into place once the last one is on the disk; ``before`` is called just before the first rename.
    Only a process that is killed between two renames leaves some of them.
    """
    fresh: dict[Path, Path] = {}
    try:
        for path, content in contents.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh[path] = temporary_path(path)
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


def recover(project: Project) -> None:
    """Recover from killed runs: an edition that was moved aside goes back, unfinished files are deleted.

    Only for the holder of the project's lock: the files that another run is writing look just the same.
    """
    for folder in (project.raw, project.processed, project.originals, project.all_outputs):
        # Old editions first: recovering one also deletes the temporary files beside it.
        for leftover in sorted(folder.glob(f"**/.*{OLD}")):
            recover_folder(leftover.with_name(leftover.name[1:].removesuffix(OLD).rpartition(".")[0]))
        for leftover in sorted(folder.glob("**/.*")):
            if _TEMPORARY.fullmatch(leftover.name) and leftover.exists():
                shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()


def temporary_path(path: Path) -> Path:
    """An unused hidden name in the folder of ``path``, for writing what is then renamed to ``path``."""
    return path.with_name(f".{path.name}.{secrets.token_hex(8)}")


def recover_folder(folder: Path) -> None:
    """Recover one folder: an old edition that was moved aside goes back, temporary files and folders are deleted."""
    for leftover in sorted(folder.parent.glob(f".{folder.name}.*"), reverse=True):
        if leftover.name.endswith(OLD) and not folder.exists():
            leftover.rename(folder)
        else:
            shutil.rmtree(leftover)


def replace_folder(fresh: Path, folder: Path) -> None:
    """Rename ``fresh`` to ``folder``, replacing what is there; if that fails, the old folder is put back."""
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
