"""Every finding, in the order of the chair's questions."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable

import pandas as pd

from survey.errors import NotComputable, NotFound
from survey.findings import (
    beyond,
    card_movers,
    change,
    commitments,
    coverage,
    doubtful,
    elsewhere,
    gap,
    hearing_list,
    hearings,
    how,
    movers,
    offered,
    peers,
    practices,
    priorities,
    progress,
    robust,
    tile_map,
    used,
    wording,
)
from survey.findings.finding import Finding
from survey.findings.subject import Subject
from survey.tidy.tables import Tables

# The method of what has none: the sentence says why.
NO_MORE_JA = "見出しに書いた理由で、数値を出していない。"

FINDINGS: dict[str, Callable[[Tables, Subject], Finding]] = {
    "standing": coverage.standing,
    "robust_standing": robust.robust_standing,
    "map": tile_map.tile_map,
    "matrix": coverage.matrix,
    "behind": gap.behind,
    "ahead": gap.ahead,
    "beyond_27": beyond.beyond_27,
    "peers": peers.peers,
    "peers_nationwide": peers.peers_nationwide,
    "change": change.change,
    "movers": movers.movers,
    "card_movers": card_movers.card_movers,
    "offered_not_used": offered.offered_not_used,
    "used": used.used,
    "used_elsewhere": elsewhere.used_elsewhere,
    "doubtful_rates": doubtful.doubtful_rates,
    "practices": practices.practices,
    **how.HOW,
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


def computed(
    finding_id: str, finding: Callable[[Tables, Subject], Finding], tables: Tables, subject: Subject
) -> Finding:
    """The finding, or what stands in its place where the figures do not allow it: the reason, and what would."""
    try:
        return finding(tables, subject)
    except NotComputable as reason:
        return Finding(
            id=finding_id,
            question_ja=wording.question(finding_id),
            headline_ja=reason.what,
            method_ja=reason.next_step or NO_MORE_JA,
            as_of="",
            values={},
            table=pd.DataFrame(),
            computable=False,
        )
