"""Every finding, in the order of the chair's questions."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pandas as pd

from survey.errors import NotComputable, NotFound
from survey.findings import (
    beyond,
    change,
    commitments,
    coverage,
    doubtful,
    elsewhere,
    gap,
    goes_with,
    peers,
    priorities,
    progress,
    take_up,
    used,
)
from survey.findings.finding import Finding
from survey.findings.subject import Subject
from survey.tidy.tables import Tables

FINDINGS: dict[str, Callable[[Tables, Subject], Finding]] = {
    "standing": coverage.standing,
    "matrix": coverage.matrix,
    "behind": gap.behind,
    "ahead": gap.ahead,
    "beyond_27": beyond.beyond_27,
    "offered_not_used": take_up.offered_not_used,
    "used": used.used,
    "used_elsewhere": elsewhere.used_elsewhere,
    "goes_with_use": goes_with.goes_with_use,
    "doubtful_rates": doubtful.doubtful_rates,
    "peers": peers.peers,
    "peers_nationwide": peers.peers_nationwide,
    "change": change.change,
    "priorities": priorities.priorities,
    "commitments": commitments.commitments,
    "progress": progress.progress,
}


def compute(tables: Tables, subject: Subject, ids: Iterable[str] | None = None) -> list[Finding]:
    """The findings with these ids (default: all), in the register's order.

    One that the published figures do not allow is returned all the same, with the reason as its headline.

    Raises:
        NotFound: no finding has that id.
    """
    wanted = list(FINDINGS) if ids is None else list(ids)
    unknown = [name for name in wanted if name not in FINDINGS]
    if unknown:
        raise NotFound(f"there is no finding {unknown[0]!r}", expected=", ".join(FINDINGS), next_step="survey findings")
    return [_computed(name, tables, subject) for name in FINDINGS if name in wanted]


def _computed(finding_id: str, tables: Tables, subject: Subject) -> Finding:
    try:
        return FINDINGS[finding_id](tables, subject)
    except NotComputable as reason:
        return Finding(
            id=finding_id,
            question_ja="この自治体では計算できない",
            headline_ja=reason.what,
            method_ja="公表された数値からは計算できない。",
            as_of="",
            values={},
            table=pd.DataFrame(),
            computable=False,
        )
