"""Two editions of one list, under one definition: what became ○, what vanished, and what cannot be compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from survey.analysis.marks import mark_editions
from survey.analysis.memo import cached
from survey.tidy.tables import Tables

# Why a municipality cannot be compared, as states of the catalog.
ONLY_IN_OLDER, ONLY_IN_NEWER = "only_in_older", "only_in_newer"
BLANK_IN_OLDER, BLANK_IN_NEWER = "blank_in_older", "blank_in_newer"


@dataclass(frozen=True)
class EditionChanges:
    """What changed between two editions for some municipalities.

    ``before`` and ``after`` have the status, a row a municipality of the edition and a column a procedure that is
    compared. ``not_compared`` are the procedures that one edition leaves blank for everybody, or does not list.
    ``set_aside`` gives by code why a municipality cannot be compared, None where it can. ``gained`` (not ○ before, ○
    now) and ``vanished`` (○ before, not ○ now: withdrawn, or not answered) say so for those that are compared.
    """

    before: pd.DataFrame
    after: pd.DataFrame
    not_compared: tuple[str, ...]
    set_aside: pd.Series

    @property
    def procedures(self) -> tuple[str, ...]:
        """The procedures that are compared, in order."""
        return tuple(self.after.columns)

    @property
    def compared(self) -> pd.Index:
        """The codes of the municipalities that both editions answer for."""
        return self.set_aside.index[self.set_aside.isna()]

    @property
    def was_online(self) -> pd.DataFrame:
        """Where ○ was, for those that are compared."""
        return self.before.loc[self.compared] == "online"

    @property
    def is_online(self) -> pd.DataFrame:
        """Where ○ is, for those that are compared."""
        return self.after.loc[self.compared] == "online"

    @property
    def gained(self) -> pd.DataFrame:
        """Where ○ is and was not."""
        return self.is_online & ~self.was_online

    @property
    def vanished(self) -> pd.DataFrame:
        """Where ○ was and is not."""
        return self.was_online & ~self.is_online


def edition_changes(
    older: pd.DataFrame, newer: pd.DataFrame, procedures: Sequence[str], codes: Sequence[str]
) -> EditionChanges:
    """Hold these procedures' marks in two editions against each other for the municipalities with these codes.

    ``older`` and ``newer`` are every municipality's marks: municipality_code, procedure_id, status. Whether a
    procedure was asked for at all is told by all of them, not by ``codes`` alone.
    """
    sides = [marks[marks["procedure_id"].isin(procedures)] for marks in (older, newer)]
    answered = set.intersection(*(set(side.loc[side["status"] != "unmarked", "procedure_id"]) for side in sides))
    compared = [name for name in procedures if name in answered]
    before, after = (
        side[side["municipality_code"].isin(codes)]
        .pivot(index="municipality_code", columns="procedure_id", values="status")
        .reindex(columns=compared)
        for side in sides
    )
    return EditionChanges(
        before=before,
        after=after,
        not_compared=tuple(name for name in procedures if name not in answered),
        set_aside=pd.Series([_reason(code, before, after) for code in codes], index=list(codes), dtype="object"),
    )


@cached
def newest_two(tables: Tables) -> tuple[str, str] | None:
    """The newest two editions of the list, the older first; None while there is but one."""
    editions = mark_editions(tables)
    return (editions[-2], editions[-1]) if len(editions) > 1 else None


def _reason(code: str, before: pd.DataFrame, after: pd.DataFrame) -> str | None:
    """Why a municipality cannot be compared; None when it can."""
    if code not in after.index:
        return ONLY_IN_OLDER
    if code not in before.index:
        return ONLY_IN_NEWER
    blank_before, blank_after = ((side.loc[code] == "unmarked").all() for side in (before, after))
    # Blank throughout in both is no change; in one it may be that nobody answered.
    if blank_before != blank_after:
        return BLANK_IN_OLDER if blank_before else BLANK_IN_NEWER
    return None
