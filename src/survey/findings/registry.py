"""Every finding, in the order of the chair's questions."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable

from survey.analysis.groups import Subject
from survey.errors import NotFound
from survey.findings.coverage import card_movers, change, movers
from survey.findings.coverage import robust_standing as robust
from survey.findings.coverage import standing as coverage
from survey.findings.coverage.peers import peers, peers_nationwide
from survey.findings.finding import Finding
from survey.findings.gap import behind_ahead as gap
from survey.findings.gap import beyond_27 as beyond
from survey.findings.next_steps import hearing_list, hearings, priorities
from survey.findings.practices.practices import practices
from survey.findings.september import commitments, progress
from survey.findings.take_up import doubtful_rates as doubtful
from survey.findings.take_up import offered_not_used as offered
from survey.findings.take_up import used
from survey.findings.take_up import used_elsewhere as elsewhere
from survey.tidy.tables import Tables

FINDINGS: dict[str, Callable[[Tables, Subject], Finding]] = {
    "standing": coverage.standing,
    "robust_standing": robust.robust_standing,
    "behind": gap.behind,
    "ahead": gap.ahead,
    "beyond_27": beyond.beyond_27,
    "peers": peers,
    "peers_nationwide": peers_nationwide,
    "change": change.change,
    "movers": movers.movers,
    "card_movers": card_movers.card_movers,
    "offered_not_used": offered.offered_not_used,
    "used": used.used,
    "used_elsewhere": elsewhere.used_elsewhere,
    "doubtful_rates": doubtful.doubtful_rates,
    "practices": practices,
    "hearings": hearings.hearings,
    "priorities": priorities.priorities,
    "hearing_list": hearing_list.hearing_list,
    "commitments": commitments.commitments,
    "progress": progress.progress,
}


def named(ids: Iterable[str] | None = None) -> list[str]:
    """These ids (default: all) in the register's order.

    Raises:
        NotFound: no finding has that id.
    """
    wanted = list(FINDINGS) if ids is None else list(ids)
    unknown = [name for name in wanted if name not in FINDINGS]
    if unknown:
        near = difflib.get_close_matches(unknown[0], FINDINGS, n=1)
        did_you_mean = f"did you mean {near[0]}? " if near else ""
        raise NotFound(
            f"there is no finding {unknown[0]!r}",
            expected=", ".join(FINDINGS),
            next_step=f"{did_you_mean}survey findings (study.findings in a notebook) says what each one found",
        )
    return [name for name in FINDINGS if name in wanted]
