"""Every error the study reports: what is wrong, where, what was expected, what was found, and what to do next."""

from __future__ import annotations

import errno
import unicodedata
from typing import TypeVar

Value = TypeVar("Value")

# Longer lines are cut: a message names a cell, it does not repeat ten megabytes of it.
LONGEST_LINE = 2_000
# Control characters, marks that change the direction of text, lone surrogates, unusual line ends.
_INVISIBLE = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))


class SurveyError(Exception):
    """An error that a person can act on.

    Args:
        what: what is wrong, one sentence.
        where: file, sheet, cell or address; empty when the sentence says it.
        expected: what should have been there.
        got: what was there instead.
        next_step: the next command or action.
    """

    def __init__(self, what: str, *, where: str = "", expected: str = "", got: str = "", next_step: str = "") -> None:
        self.what, self.where, self.expected, self.got, self.next_step = what, where, expected, got, next_step
        super().__init__(str(self))

    def __str__(self) -> str:
        lines = [
            self.what,
            self.where and f"  where:    {self.where}",
            self.expected and f"  expected: {self.expected}",
            self.got and f"  got:      {self.got}",
            self.next_step and f"  next:     {self.next_step}",
        ]
        return _escaped("\n".join(line for line in lines if line))

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows in the place of a traceback: the message alone, and the notes added on its way up."""
        return [str(self), *getattr(self, "__notes__", [])]

    def __reduce__(self) -> tuple:
        return _rebuild, (type(self), self.what), self.__dict__


def _escaped(message: str) -> str:
    """A message with text from files, safe to print: no control characters, no overlong lines."""
    return "\n".join(_escaped_line(line) for line in message.split("\n"))


def _escaped_line(line: str) -> str:
    cut = line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]}… ({len(line):,} characters)"
    if cut.isprintable():
        return cut
    return "".join(
        sign.encode("unicode_escape").decode("ascii") if unicodedata.category(sign) in _INVISIBLE else sign
        for sign in cut
    )


def _rebuild(kind: type[SurveyError], what: str) -> SurveyError:
    return kind(what)


# Errors of the file system, and what a person can do about them.
_FULL = "make room, then repeat the command: nothing is half written"
_CLOSED = "ask for the right to write there, or copy the project to where you have it; then repeat the command"
_WRONG_KIND = "move away what lies there (a file in the place of a folder, or the other way round), then repeat"
_DISK = {
    errno.ENOSPC: ("the disk is full", _FULL),
    errno.EDQUOT: ("this user's share of the disk is used up", _FULL),
    errno.EFBIG: ("a file may not grow so large here", _FULL),
    errno.EROFS: ("the disk is read-only", _CLOSED),
    errno.EACCES: ("reading or writing is not allowed", _CLOSED),
    errno.EPERM: ("reading or writing is not allowed", _CLOSED),
    errno.ENOTDIR: ("a file lies where a folder should", _WRONG_KIND),
    errno.EEXIST: ("a file lies where a folder should", _WRONG_KIND),
    errno.EISDIR: ("a folder lies where a file should", _WRONG_KIND),
    errno.EIO: ("the disk could not be read or written", "look after the disk; then repeat the command"),
}


def from_os_error(error: BaseException) -> SurveyError | None:
    """An error of the file system, or a name that it cannot encode, as a SurveyError; None for any other error."""
    if isinstance(error, UnicodeEncodeError):
        return SurveyError(
            "Python is set not to write Japanese names of files here",
            expected="UTF-8",
            got=error.encoding,
            next_step="unset PYTHONUTF8 (or set it to 1), or set LC_ALL=C.UTF-8; then repeat the command",
        )
    if not isinstance(error, OSError) or error.errno not in _DISK:
        return None
    what, next_step = _DISK[error.errno]
    where = str(error.filename2 or error.filename or "")
    return SurveyError(what, where=where, got=error.strerror or "", next_step=next_step)


def required(value: Value | None, otherwise: str) -> Value:
    """``value``, where the code around it sees to it that there is one; ``otherwise`` says what it took for granted.

    Raises:
        SurveyError: there is none.
    """
    if value is None:
        raise SurveyError(otherwise, next_step="this is a fault of the program: report it with what you did")
    return value


class BadFile(SurveyError):
    """The bytes are not the kind of file they claim to be, or are damaged."""


class BadLayout(SurveyError):
    """A sheet, heading, row or column is not where the catalog says it is."""


class BadCell(SurveyError):
    """A cell prints something that cannot be read: an unknown mark, a number out of range, a false code."""


class BadCatalog(SurveyError):
    """A file in catalog/ or study.toml contradicts itself or has an unknown key."""


class BadTable(SurveyError):
    """A tidy table breaks its schema: a key twice, a missing row in another table, a value out of range."""


class RawConflict(SurveyError):
    """data/raw already holds other figures for this edition, or was edited by hand."""


class NotFound(SurveyError):
    """No municipality, source, edition or finding answers to this name."""


class NotComputable(SurveyError):
    """The published figures do not allow this finding for this municipality.

    ``code`` names the reason and ``facts`` its details; findings/why_not.yml says both in words.
    """

    def __init__(self, code: str, **facts: object) -> None:
        self.code, self.facts = code, facts
        super().__init__(f"not computable: {code}", got=", ".join(f"{name} {value}" for name, value in facts.items()))


class FetchFailed(SurveyError):
    """A page or file could not be fetched, or must not be; the message names the address."""


class WrongWorker(SurveyError):
    """A worker sees another project folder, other tables, settings or code than the command that started it."""
