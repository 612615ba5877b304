"""What each municipality is ahead in, summed up: what a sentence about it needs."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from survey.analysis.hearing_reasons import OFFERS, USES


@dataclass(frozen=True)
class Lead:
    """What one municipality is ahead of the subject in.

    ``offered``: short names of what is ○ there and blank here. ``used_count``: how many procedures are really used
    there and not, or far less, here; the other fields tell of the one of the highest rate there (None: no such one;
    own_share_pct None: no rate is printed here, or it is flagged).
    """

    offered: tuple[str, ...] = ()
    used_count: int = 0
    used_short_ja: str | None = None
    used_share_pct: float | None = None
    used_wants_check: bool = False
    own_share_pct: float | None = None
    own_is_flagged: bool = False


def leads(ahead: pd.DataFrame, short_names: pd.Series) -> dict[str, Lead]:
    """Rows of ``Reasons.ahead`` by municipality_code; ``short_names`` are the procedures', by procedure_id."""
    rows: dict[str, list[dict]] = {}
    for row in ahead.assign(short_ja=ahead["procedure_id"].map(short_names)).to_dict("records"):
        rows.setdefault(row["municipality_code"], []).append(row)
    return {code: _lead(of_code) for code, of_code in rows.items()}


def _lead(rows: list[dict]) -> Lead:
    offered = tuple(row["short_ja"] for row in rows if row["kind"] == OFFERS)
    used = [row for row in rows if row["kind"] == USES]
    if not used:
        return Lead(offered)
    # The first of those that tie, in the publisher's order.
    highest = max(used, key=lambda row: row["online_share_pct"])
    return Lead(
        offered=offered,
        used_count=len(used),
        used_short_ja=highest["short_ja"],
        used_share_pct=highest["online_share_pct"],
        used_wants_check=bool(highest["wants_check"]),
        own_share_pct=None if pd.isna(highest["own_share_pct"]) else highest["own_share_pct"],
        own_is_flagged=bool(highest["own_is_flagged"]),
    )
