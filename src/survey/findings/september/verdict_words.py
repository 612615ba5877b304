"""Can published figures tell whether a commitment was kept? A rule a function, under the name the catalog gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from survey.analysis import deadlines as in_time
from survey.findings import wording

KEPT, NOT_KEPT, CANNOT_BE_TOLD = "kept", "not_kept", "cannot_be_told"
VERDICTS = (KEPT, NOT_KEPT, CANNOT_BE_TOLD)
_MARKS_JA = {"online": "○", "unmarked": "空欄", "not_applicable": "該当なし"}


class Judged(NamedTuple):
    """A verdict (one of VERDICTS) and, in a sentence, what is known."""

    verdict: str
    evidence_ja: str


@dataclass(frozen=True)
class Known:
    """What is published of one municipality: its newest marks (availability) and its rates (take_up)."""

    marks: pd.DataFrame
    rates: pd.DataFrame

    def of(self, procedure_ids: list[str]) -> pd.DataFrame:
        """The marks of these procedures."""
        return self.marks[self.marks["procedure_id"].isin(procedure_ids)]


def procedures_of(entry: pd.Series) -> list[str]:
    """The ids in an entry's ``procedure_ids``; [] for none."""
    return [] if pd.isna(entry["procedure_ids"]) else entry["procedure_ids"].split("|")


def judge(entry: pd.Series, known: Known) -> Judged:
    """What the entry's rule says. No rule reads a blank, a 0 % or a later ○ as a broken promise.

    NOT_KEPT needs a source that prints an explicit no for the day in question; none of today's does.
    """
    return RULES[entry["judged_by"]](entry, known)


def _online_by_due(entry: pd.Series, known: Known) -> Judged:
    """KEPT once each procedure is proven to have been online by the due date (see ``in_time.proven``)."""
    ids = procedures_of(entry)
    shown = in_time.proven(known.rates, known.marks, entry["due_on"]) & set(ids)
    if len(shown) == len(ids):
        return Judged(KEPT, f"{_every(ids)}期限までのオンラインを確認、{_now(ids, known)}")
    if shown:
        found = f"{len(ids)}手続中{len(shown)}手続は期限までのオンラインを確認、{_now(ids, known)}"
        return Judged(CANNOT_BE_TOLD, f"{found}。残りは{entry['would_tell_ja']}が要る")
    return Judged(CANNOT_BE_TOLD, f"{_now(ids, known)}。期限の時点は分からず、{entry['would_tell_ja']}が要る")


def _online_now(entry: pd.Series, known: Known) -> Judged:
    """For a promise without an end: KEPT where every procedure is marked ○ on the newest list."""
    ids = procedures_of(entry)
    is_online = (known.of(ids)["status"] == "online").all()
    if is_online:
        return Judged(KEPT, f"{_now(ids, known)}。始まった時期は分からない")
    return Judged(CANNOT_BE_TOLD, f"{_now(ids, known)}。空欄は不可か未回答か分からず、{entry['would_tell_ja']}が要る")


def _no_source(entry: pd.Series, known: Known) -> Judged:
    """Nothing published tells; what the list says of the procedures is given, and the document that would tell."""
    ids = procedures_of(entry)
    if not ids:
        return Judged(CANNOT_BE_TOLD, f"公表資料では分からず、{entry['would_tell_ja']}が要る")
    return Judged(CANNOT_BE_TOLD, f"{_now(ids, known)}。果たされたかは分からず、{entry['would_tell_ja']}が要る")


RULES: dict[str, Callable[[pd.Series, Known], Judged]] = {
    "online_by_due": _online_by_due,
    "online_now": _online_now,
    "no_source": _no_source,
}


def _every(ids: list[str]) -> str:
    return "" if len(ids) == 1 else f"{len(ids)}手続とも"


def _now(ids: list[str], known: Known) -> str:
    """The procedures' marks on the newest list, counted: 一覧（令和7年3月31日）では27手続中24が○、3が空欄."""
    marks = known.of(ids)
    when = f"一覧（{wording.day(marks['as_of_date'].iloc[0])}）では"
    counts = marks["status"].value_counts()
    if len(counts) == 1:
        return f"{when}{_every(ids)}{_MARKS_JA[counts.index[0]]}"
    parts = [f"{counts[status]}が{word}" for status, word in _MARKS_JA.items() if status in counts]
    return f"{when}{len(ids)}手続中{'、'.join(parts)}"
