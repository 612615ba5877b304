"""Do published figures show that a commitment was kept? A rule a function, under the name the catalog gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pandas as pd

from survey.analysis.deadlines import proven
from survey.analysis.minutes import procedures_of

KEPT, NOT_KEPT, CANNOT_BE_TOLD = "kept", "not_kept", "cannot_be_told"
VERDICTS = (KEPT, NOT_KEPT, CANNOT_BE_TOLD)
BY_DUE, NOW, NO_SOURCE = "online_by_due", "online_now", "no_source"


@dataclass(frozen=True)
class Verdict:
    """A verdict (one of VERDICTS) by a rule (one of RULES), and what it rests on.

    ``procedures`` are the ids that the commitment names, ``statuses`` how many of them the newest list (of
    ``marks_as_of``, None where no procedure is named) marks how, ``proven`` how many are proven to have been online
    by the due date. ``document_ja`` is the document that would settle it.
    """

    verdict: str
    rule: str
    procedures: int
    statuses: dict[str, int]
    proven: int
    marks_as_of: str | None
    document_ja: str


@dataclass(frozen=True)
class Published:
    """What is published of one municipality: its newest marks (availability) and its rates (take_up)."""

    marks: pd.DataFrame
    rates: pd.DataFrame

    def marks_for(self, procedure_ids: list[str]) -> pd.DataFrame:
        """The marks of these procedures."""
        return self.marks[self.marks["procedure_id"].isin(procedure_ids)]


def verdict_on(commitment: pd.Series, published: Published) -> Verdict:
    """What the commitment's rule says. No rule reads a blank, a 0 % or a later ○ as a broken promise.

    Of a commitment that names no procedure the lists say nothing, whatever its rule.
    NOT_KEPT needs a source that prints an explicit no for the day in question; none of today's does.
    """
    ids = procedures_of(commitment)
    marks = published.marks_for(ids)
    open_verdict = Verdict(
        verdict=CANNOT_BE_TOLD,
        rule=commitment["judged_by"],
        procedures=len(ids),
        statuses={str(status): int(count) for status, count in marks["status"].value_counts().items()},
        proven=0,
        marks_as_of=marks["as_of_date"].iloc[0] if len(marks) else None,
        document_ja=commitment["would_tell_ja"],
    )
    # An edition may lack a procedure: then the newest list says nothing of it.
    return RULES[open_verdict.rule](open_verdict, commitment, published) if len(marks) else open_verdict


def _online_by_due(open_verdict: Verdict, commitment: pd.Series, published: Published) -> Verdict:
    """KEPT once each procedure is proven to have been online by the due date (see ``deadlines.proven``)."""
    ids = procedures_of(commitment)
    online = proven(published.rates, published.marks, commitment["due_on"]) & set(ids)
    verdict = KEPT if len(online) == len(ids) else CANNOT_BE_TOLD
    return replace(open_verdict, verdict=verdict, proven=len(online))


def _online_now(open_verdict: Verdict, commitment: pd.Series, published: Published) -> Verdict:
    """For a promise without an end: KEPT where every procedure is marked ○ on the newest list."""
    marks = published.marks_for(procedures_of(commitment))
    is_kept = len(marks) == open_verdict.procedures and (marks["status"] == "online").all()
    return replace(open_verdict, verdict=KEPT) if is_kept else open_verdict


def _no_source(open_verdict: Verdict, _: pd.Series, __: Published) -> Verdict:
    """Nothing published shows it."""
    return open_verdict


RULES: dict[str, Callable[[Verdict, pd.Series, Published], Verdict]] = {
    BY_DUE: _online_by_due,
    NOW: _online_now,
    NO_SOURCE: _no_source,
}
