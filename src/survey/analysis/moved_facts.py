"""What is said of what moved: one type of facts, whichever editions are stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from survey.analysis.groups import Subject
from survey.analysis.result import for_words
from survey.tidy.tables import Tables

# By code, the short names of some procedures.
Named = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class SideBySide:
    """Two publications of two definitions.

    ``looks_equal``: their shares here differ by no more than rounding. ``blank_of_27`` counts the blanks here among
    the 27, ``blank_beyond_26`` names those that are not among the 26. ``online`` names what each member has online of
    what is blank here. ``worth_showing``: the table's rows of whom to ask, or else of those that look higher, and the
    municipality's own.
    """

    release_on: str
    list_on: str
    looks_equal: bool
    blank_of_27: int
    blank_beyond_26: tuple[str, ...]
    online: Named
    worth_showing: pd.DataFrame


@dataclass(frozen=True)
class Between:
    """Two editions of one definition.

    ``reason_here``: why the municipality itself is not compared (a state of the catalog), None where it is. ``most``:
    the largest count gained, by ``most_names``. ``tied_here`` share its rank by gained. ``set_aside`` names by reason
    who is not compared, ``not_compared`` the procedures. ``gained``, ``vanished``, ``blank_here_gained``: which
    procedures, by code. ``compared``: the table's rows without those set aside; ``worth_showing``: of them who gained
    any, and the municipality itself.
    """

    older_on: str
    newer_on: str
    reason_here: str | None
    most: int
    most_names: tuple[str, ...]
    tied_here: int
    set_aside: Mapping[str, tuple[str, ...]]
    not_compared: tuple[str, ...]
    gained: Named
    vanished: Named
    blank_here_gained: Named
    compared: pd.DataFrame
    worth_showing: pd.DataFrame


@dataclass(frozen=True)
class Moved:
    """What moved here and in the group, and whom to ask.

    ``definitions``: 1 where two editions of the list are compared, 2 where two publications stand side by side; what
    only the other case has is None. ``procedures`` and ``compared``: how many procedures and members are counted.
    ``contradictions`` name the members that look lower in the newer list, or some of whose ○ vanished; ``set_aside``
    those that cannot be compared. ``ask``: who has online (with two editions: gained) what is blank here, and how
    many of it.
    """

    definitions: int
    procedures: int
    compared: int
    dashboard_share_pct: float | None
    list_online_count: int | None
    list_share_pct: float | None
    looks_lower_here: bool | None
    looks_higher: int | None
    gained_here: int | None
    rank_here: int | None
    vanished: int | None
    contradictions: tuple[str, ...]
    set_aside: tuple[str, ...]
    blank_here: int
    ask: tuple[dict[str, Any], ...]
    group_size: int
    detail: SideBySide | Between = for_words()


def whom_to_ask(table: pd.DataFrame, procedures: Named, subject: Subject) -> tuple[dict[str, Any], ...]:
    """Whom to ask, in the table's order: who has any of these procedures."""
    return tuple(
        {"municipality_code": code, "name_ja": name, "procedures": len(procedures[code])}
        for code, name in zip(table["municipality_code"], table["name_ja"], strict=True)
        if procedures[code] and code != subject.code
    )


def first_shown(rows: pd.DataFrame, most: int, subject: Subject) -> pd.DataFrame:
    """The first rows of a table of members: ``most`` with the subject's own, which is always among them if it has one.

    Without its own row there are ``most`` - 1.
    """
    is_here = rows["municipality_code"] == subject.code
    return rows[is_here | ((~is_here).cumsum() < most)]


def priority_short_names(tables: Tables) -> dict[str, str]:
    """The 27 in the publisher's order: short name by procedure_id."""
    procedures = tables.procedures[tables.procedures["number_27"].notna()]
    return dict(zip(procedures["procedure_id"], procedures["short_ja"], strict=True))
