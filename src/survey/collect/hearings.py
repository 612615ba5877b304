"""The way in of a hearing, on one screen: the filled-in kit into data/raw."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pandas as pd

from survey.catalog.specs import listed, source_spec
from survey.errors import BadCell, RawConflict
from survey.paths import Project
from survey.raw import atomic, store
from survey.raw.store import RawEdition
from survey.sources import hearings, origin
from survey.sources.original import Original, from_disk
from survey.tidy.build import prove
from survey.tidy.hearings import SECTIONS, answers

_ANSWER = ["answer_ja", "certainty", "document_ja"]


@dataclass(frozen=True)
class Added:
    """What became of a kit: under which edition it is stored, how many answers it added, new or same.

    ``sheets_unread``: sheets that somebody added; what they say is in the stored original only.
    """

    edition: str
    answers: int
    state: str
    sheets_unread: tuple[str, ...] = ()


def add(project: Project, path: Path, today: date) -> Added:
    """Store a filled-in kit. Nothing is stored unless every answer can be read; nothing stored is changed.

    The edition is the asked municipality's code and the day. A second kit for them is stored under a running number:
    of other sections (who asked, or who answered) with all its answers, of the same sections with the answers that it
    adds. The kit itself goes to data/originals first, so that no record is without it.

    Raises:
        NotFound, BadFile: see ``sources.original.from_disk``.
        BadCell: see ``tidy.hearings``; or the day is yet to come.
        RawConflict: for the same sections another answer to one of the questions, or another method, is stored; names
            the cell.
    """
    original = from_disk(path)
    raw = hearings.read(original)
    found = answers(raw)
    first = found.iloc[0]
    where = f"{original.name}, sheet {raw.origin['parts'][hearings.PART]['sheet']}"
    if first["held_on"] > today.isoformat():
        raise BadCell(
            "the day of the hearing is yet to come",
            where=where,
            expected=f"a day up to {today.isoformat()}",
            got=first["held_on"],
            next_step="mend the day, then add the kit again",
        )
    name = f"{first['municipality_code']}-{first['held_on']}"
    known = [stored for stored in store.editions(project, hearings.SOURCE) if re.fullmatch(rf"{name}(-\d+)?", stored)]
    new, same_in = _new(project, found, known, where)
    unread = tuple(raw.origin["sheets_unread"])
    if new.empty:
        _check_method(project, same_in, found, where)
        return Added(same_in, 0, "same", unread)
    numbers = [int(stored.removeprefix(name).removeprefix("-") or 1) for stored in known]
    edition = f"{name}-{max(numbers) + 1}" if numbers else name
    raw = _with_origin(replace(raw, edition=edition), original, first)
    prove(raw)
    atomic.write_atomic(project.originals / hearings.SOURCE / edition / original.name, original.content)
    store.write(project, raw)
    return Added(edition, len(new), "new", unread)


def _new(project: Project, found: pd.DataFrame, known: list[str], where: str) -> tuple[pd.DataFrame, str]:
    """The answers that no kit of the same hearing and sections holds yet, and the edition that holds the first other.

    Raises:
        RawConflict: one is answered otherwise there.
    """
    first, held = found.iloc[0], {}
    for edition in sorted(known, key=lambda stored: (len(stored), stored)):
        before = answers(store.read(project, hearings.SOURCE, edition))
        if (before.iloc[0][SECTIONS] == first[SECTIONS]).all():
            held |= {row["question_key"]: row for _, row in before.iterrows() if row["question_key"] not in held}
    for _, row in found.iterrows():
        stored = held.get(row["question_key"])
        if stored is not None and (stored[_ANSWER] != row[_ANSWER]).any():
            raise RawConflict(
                "another answer to this question is already recorded, and what is recorded is not overwritten",
                where=f"{where}, cell {row['locator'].partition('!')[2]}",
                expected=f"{_in_words(stored)} ({stored['edition']} {stored['locator']})",
                got=_in_words(row),
                next_step="if both were said, add it as a question of its own; "
                "if the record is wrong, see CONTRIBUTING on how one is taken back",
            )
    new = found[~found["question_key"].isin(list(held))]
    return new, next((row["edition"] for row in held.values()), "")


def _check_method(project: Project, edition: str, found: pd.DataFrame, where: str) -> None:
    """Refuse a kit whose only news is the method of the hearing, since that would be lost silently."""
    method = found.iloc[0]["method"]
    before = answers(store.read(project, hearings.SOURCE, edition)).iloc[0]["method"]
    if method and method != before:
        raise RawConflict(
            "the answers are recorded already, but another method (or none), and what is recorded is not overwritten",
            where=where,
            expected=before or "no method",
            got=method,
            next_step="if the record is wrong, see CONTRIBUTING on how one is taken back",
        )


def _in_words(row: pd.Series) -> str:
    return " / ".join(repr(row[name]) for name in _ANSWER if row[name])


def _with_origin(raw: RawEdition, original: Original, first: pd.Series) -> RawEdition:
    """The record of where the answers came from, its title and date those of the hearing."""
    record = origin.origin(source_spec(hearings.SOURCE), raw.edition, [original], raw.table, origin.Arrival())
    names = listed("municipalities").set_index("municipality_code")["name_ja"]
    own = {
        "title_ja": f"{names[first['municipality_code']]}への聞き取り",
        "publisher_ja": names[first["asked_by_code"]],
        "as_of_date": first["held_on"],
        "parts": raw.origin["parts"],
    }
    return replace(raw, origin=record | own)
