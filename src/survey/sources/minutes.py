"""Minutes of a body's meetings: who spoke, under which item, naming which dates and counts. The words stay out.

Facts carry over from minutes, sentences do not: an utterance leaves its sha256 behind, by which anybody who holds the
minutes can check it.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

import pandas as pd

from survey.catalog.layouts import MinutesLayout
from survey.catalog.source_models import MinutesSource
from survey.errors import BadLayout
from survey.printed.eras import find_as_of
from survey.printed.mentions import dates_and_counts
from survey.sources import expect, readers
from survey.sources.readers import Original

PART = "minutes"
# A line that opens with a few kanji, set off by a blank or a colon, looks like a speaker unless they begin a date.
_LIKE_A_SPEAKER = re.compile(r"(?!令和|平成|昭和)([一-龥々]{2,10})[ \u3000:：]\s*\S")
_IN_BRACKETS = re.compile(r"[\[〔［【(（—―].*[\]〕］】)）—―]")
_MARKS = " \t\u3000*"


@dataclass
class _Entry:
    """A heading or an utterance while its lines are gathered."""

    row: int
    heading: str
    role: str
    text: str
    is_open: bool = True  # may the next line go on with it?


def read(originals: list[Original], spec: MinutesSource, edition: str) -> pd.DataFrame:
    """One row a heading, explanation or utterance, in the order of the file; the first two name meeting and day.

    Columns: part, row (the number of its first line in the file), A the item's heading as printed (first the
    meeting's name), B the speaker's role as printed, "" for a heading, C the dates and counts it names, as printed
    and joined by 、, D the sha256 of its text without line breaks and outer blanks. An utterance goes on over blank
    lines (page breaks) until somebody else speaks.

    Raises:
        BadFile: not one text file in the declared encoding.
        BadCell: a line holds what is not seen.
        BadLayout: the meeting or its day is not printed, the day is another, a line has an unknown speaker or none,
            or the end is missing; names file and line.
    """
    original = expect.file_of(originals, spec.minutes, PART)
    text = readers.text_of(original, spec.minutes.encoding, "minutes as text")
    printed = text.replace("\r\n", "\n").split("\n")
    for row, line in enumerate(printed, start=1):
        readers.check_cell(line, f"{original.name}, line {row}")
    lines = _Lines(original.name, printed, spec.minutes)
    entries = [*lines.meeting(edition), *lines.utterances()]
    rows = [
        (PART, str(entry.row), entry.heading, entry.role, "、".join(dates_and_counts(entry.text)), _sha256(entry.text))
        for entry in entries
    ]
    return pd.DataFrame(rows, columns=["part", "row", *"ABCD"], dtype="str")


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


class _Lines:
    """The file's lines beside what the catalog knows of their form."""

    def __init__(self, name: str, lines: list[str], layout: MinutesLayout) -> None:
        self.name, self.lines, self.layout = name, lines, layout
        roles = "|".join(map(re.escape, sorted(layout.roles, key=len, reverse=True)))
        self.speech = re.compile(rf"({roles})[ \u3000]+(\S.*)")
        self.explanation = re.compile(rf"[\[〔［(（]({roles})[:：](.+)[\]〕］)）]")

    def meeting(self, edition: str) -> list[_Entry]:
        """The lines that print the meeting's name and its day, the day checked against the edition."""
        (name_row, name), (day_row, day) = (
            self._printed_once("the meeting's name", self.layout.meeting),
            self._printed_once("the day of the meeting", self.layout.held_on),
        )
        if find_as_of(day) != edition:
            raise BadLayout(
                "the minutes are of another day than the edition they are added as",
                where=self._at(day_row),
                expected=edition,
                got=f"{day!r}, which is {find_as_of(day) or 'no date'}",
                next_step="repeat with --edition as the minutes print it, if those are the ones you mean",
            )
        return [_Entry(name_row, name, "", name), _Entry(day_row, name, "", day)]

    def utterances(self) -> list[_Entry]:
        """Every heading, explanation and utterance, from the first heading to the end."""
        entries: list[_Entry] = []
        for row, printed in enumerate(self.lines, start=1):
            line = printed.strip(_MARKS)
            if re.search(self.layout.ends, line):
                return entries
            if line:
                self._take(entries, row, line, follows=row > 1 and bool(self.lines[row - 2].strip()))
        raise BadLayout(
            "the minutes do not end: the file may be cut short",
            where=self._at(len(self.lines)),
            expected=f"a line that matches {self.layout.ends}",
            next_step="take the whole file; if it ends otherwise, mend minutes: ends in catalog/sources",
        )

    def _take(self, entries: list[_Entry], row: int, line: str, *, follows: bool) -> None:
        """Put one line where it belongs: a new entry, the entry before it, or nowhere."""
        last = entries[-1] if entries else None
        heading = last.heading if last else ""
        if re.search(self.layout.heading, line):
            entries.append(_Entry(row, line, "", line))
        elif last is None:
            return  # the table at the head, or a word before the first item
        elif spoken := self.speech.fullmatch(line):
            entries.append(_Entry(row, heading, spoken[1], spoken[2]))
        elif spoken := self.explanation.fullmatch(line):
            entries.append(_Entry(row, heading, spoken[1], spoken[2], is_open=False))
        elif any(re.search(pattern, line) for pattern in self.layout.unspoken):
            last.is_open = False
        elif last.is_open and not last.role and follows:
            last.text += line
            last.heading += line
        elif stranger := _LIKE_A_SPEAKER.match(line):
            raise self._nobodys("a line opens with an unknown speaker", row, stranger[1])
        elif _IN_BRACKETS.fullmatch(line):
            raise self._nobodys("a line in brackets is none that the catalog knows", row, line)
        elif not last.is_open or not last.role:
            raise self._nobodys("a line belongs to no speaker", row, f"a line of {len(line)} characters")
        else:
            last.text += line

    def _printed_once(self, what: str, pattern: str) -> tuple[int, str]:
        for row, line in enumerate(self.lines, start=1):
            if found := re.search(pattern, line.strip(_MARKS)):
                return row, found[1].strip()
        raise BadLayout(
            f"{what} is not printed",
            where=f"{self.name}, lines 1 to {len(self.lines)}",
            expected=f"a line that matches {pattern}",
            next_step="check that these are the minutes; if they print it otherwise, mend minutes: in catalog/sources",
        )

    def _nobodys(self, what: str, row: int, got: str) -> BadLayout:
        return BadLayout(
            what,
            where=self._at(row),
            expected=", ".join(self.layout.roles),
            got=got,
            next_step="add the role to minutes: roles in catalog/sources, or what nobody says to unspoken",
        )

    def _at(self, row: int) -> str:
        return f"{self.name}, line {row}"
