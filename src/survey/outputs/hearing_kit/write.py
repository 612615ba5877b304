"""A kit's files, written where whoever asks finds them; one that may hold answers is never written over."""

from __future__ import annotations

from pathlib import Path

from survey.errors import RawConflict
from survey.findings.next_steps.asking import Asking
from survey.outputs.hearing_kit import book, letter
from survey.raw.atomic import write_atomic


def write(asking: Asking, folder: Path, letter_template: Path | None = None) -> list[Path]:
    """Write the interviewer's workbook and the letter to be sent ahead to ``folder``; their paths.

    A file that is there already is left if it is just the same.

    Raises:
        RawConflict: another file of that name is there.
        BadFile: the letter's template cannot be used.
    """
    files = {
        folder / f"聞き取り票_{asking.asked_ja}.xlsx": book.content(asking),
        folder / f"事前送付_{asking.asked_ja}.docx": letter.content(asking, letter_template or letter.TEMPLATE),
    }
    for path, content in files.items():
        if path.exists() and path.read_bytes() != content:
            raise RawConflict(
                "a file of this name is there and is not the blank one, so it may hold answers",
                where=str(path),
                next_step="add it with survey hearing add, then move it away; or write elsewhere with --to FOLDER",
            )
    for path, content in files.items():
        write_atomic(path, content)
    return list(files)
