"""Every finding, in the order of the chair's questions."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable

from survey.analysis.groups import Subject
from survey.analysis.hearings import has_answers
from survey.catalog.specs import listed
from survey.errors import NotFound
from survey.findings.coverage.card_movers import card_movers
from survey.findings.coverage.moved import moved
from survey.findings.coverage.peers import peers, peers_nationwide
from survey.findings.coverage.robust_standing import robust_standing
from survey.findings.coverage.standing import standing
from survey.findings.finding import Finding
from survey.findings.gap.ahead import ahead
from survey.findings.gap.behind import behind
from survey.findings.gap.beyond_27 import beyond_27
from survey.findings.next_steps import hearing_list, hearings, priorities
from survey.findings.practices.practices import practices
from survey.findings.september import commitments, progress
from survey.findings.take_up.doubtful_rates import doubtful_rates
from survey.findings.take_up.offered_not_used import offered_not_used
from survey.findings.take_up.used import used
from survey.findings.take_up.used_elsewhere import used_elsewhere
from survey.tidy.tables import Tables

FINDINGS: dict[str, Callable[[Tables, Subject], Finding]] = {
    "standing": standing,
    "robust_standing": robust_standing,
    "behind": behind,
    "ahead": ahead,
    "beyond_27": beyond_27,
    "peers": peers,
    "peers_nationwide": peers_nationwide,
    "moved": moved,
    "offered_not_used": offered_not_used,
    "used": used,
    "used_elsewhere": used_elsewhere,
    "doubtful_rates": doubtful_rates,
    "practices": practices,
    "hearings": hearings.hearings,
    "priorities": priorities.priorities,
    "hearing_list": hearing_list.hearing_list,
    "commitments": commitments.commitments,
    "progress": progress.progress,
    # The appendix.
    "card_movers": card_movers,
}

# Whose view a page is; its id is taken wherever a finding's is.
VIEWS: dict[str, str] = {
    "matrix": "standing",
    "map": "standing",
    **dict.fromkeys(listed("problems")["problem_id"], "practices"),
}

# A finding that is left out of "all findings" for a municipality until its condition holds; asked for by its id it is
# there all the same, and says why it has no numbers.
APPEARS_ONCE: dict[str, Callable[[Tables, Subject], bool]] = {"hearings": has_answers}


def appearing(tables: Tables, subject: Subject) -> list[str]:
    """The ids of all findings for this municipality, in order, without those whose condition does not hold."""
    return [name for name in FINDINGS if name not in APPEARS_ONCE or APPEARS_ONCE[name](tables, subject)]


def named(ids: Iterable[str] | None = None) -> list[str]:
    """The findings with these ids (default: all) in the register's order; a view stands for its finding.

    Raises:
        NotFound: no finding or view has that id.
    """
    wanted = list(FINDINGS) if ids is None else list(ids)
    known = [*FINDINGS, *VIEWS]
    unknown = [name for name in wanted if name not in known]
    if unknown:
        near = difflib.get_close_matches(unknown[0], known, n=1)
        did_you_mean = f"did you mean {near[0]}? " if near else ""
        raise NotFound(
            f"there is no finding {unknown[0]!r}",
            expected=", ".join(known),
            next_step=f"{did_you_mean}survey findings (study.findings in a notebook) says what each one found",
        )
    owners = {VIEWS.get(name, name) for name in wanted}
    return [name for name in FINDINGS if name in owners]
