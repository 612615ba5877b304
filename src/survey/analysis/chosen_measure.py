"""A measure that somebody chose, as one figure a member: the count of the 27, a procedure's rate, an indicator."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from survey.analysis.evidence import evidence
from survey.analysis.groups import Subject
from survey.analysis.marks import as_of, newest_indicators, own_priority_marks, priority_evidence, ranked_members
from survey.analysis.publications import publication
from survey.analysis.rates import group_rates
from survey.catalog.specs import listed
from survey.errors import NotComputable, NotFound
from survey.tidy.tables import Tables

# How many of the 27 are online.
ONLINE_27 = "online_27"
# The catalog's unit of an indicator that only says whether something is done begins with what its 1 stands for.
_YES_NO_UNIT = "1="


@dataclass(frozen=True)
class Measure:
    """One figure a member of the group.

    ``kind``: a count of the 27, a procedure's rate, or an indicator. ``published_ja`` is the procedure's short name or
    the indicator's name, ``unit`` and ``definition_ja`` what the catalog says of an indicator, ``note_ja`` what it
    says of a procedure, by its ``full_name_ja``; "" where it says nothing. ``as_of`` is the date, fiscal year
    (FY2022) or release (release 2024-07-12). ``set_aside_ja`` are the reasons of the corrections that set figures
    aside. ``least`` and ``most`` are the ends that the measure itself has, None where it has none; ``column`` is what
    its values are called in a table, None where the words have to do.

    ``figures``: municipality_code, value (NA where none is printed or a correction sets it aside), figure (set aside
    or not), cell_printed, is_approximate, is_set_aside.
    """

    id: str
    kind: Literal["count", "rate", "indicator"]
    as_of: str
    figures: pd.DataFrame
    evidence: pd.DataFrame
    published_ja: str = ""
    full_name_ja: str = ""
    unit: str = ""
    definition_ja: str = ""
    note_ja: str = ""
    set_aside_ja: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    column: str | None = None

    @property
    def is_yes_no(self) -> bool:
        """Whether it only says if something is done: 1 or 0."""
        return (self.least, self.most) == (0.0, 1.0)


def chosen_measure(tables: Tables, subject: Subject, wanted: str) -> Measure:
    """The measure ``online_27``, a procedure's newest rate (by its id), or an indicator's newest edition (by its id).

    Raises:
        NotFound: no measure has that id; the message names near ones.
        NotComputable: the measure is listed, but nothing is published of it for this group.
    """
    if wanted == ONLINE_27:
        return _online_27(tables, subject)
    procedures, indicators = tables.procedures, listed("indicators")
    if wanted in set(procedures["procedure_id"]):
        return _rate(tables, subject, procedures.set_index("procedure_id").loc[wanted])
    if wanted in set(indicators["indicator_id"]):
        return _indicator(tables, subject, indicators.set_index("indicator_id").loc[wanted])
    known = [ONLINE_27, *procedures["procedure_id"], *indicators["indicator_id"]]
    near = difflib.get_close_matches(wanted, known, n=4, cutoff=0.4)
    raise NotFound(
        f"there is no measure {wanted!r}",
        expected=f"{ONLINE_27}, a procedure_id or an indicator_id",
        got=f"near names: {', '.join(near)}" if near else "",
        next_step='survey.load("procedures") and survey.load("indicator_definitions") list the ids',
    )


def _online_27(tables: Tables, subject: Subject) -> Measure:
    marks = own_priority_marks(tables, subject)
    counts = ranked_members(tables, subject.group)
    online = counts["online"].astype(float)
    return Measure(
        id=ONLINE_27,
        kind="count",
        as_of=as_of(marks),
        figures=counts[["municipality_code"]].assign(
            value=online, figure=online, cell_printed=None, is_approximate=False, is_set_aside=False
        ),
        evidence=priority_evidence(tables, subject.group),
        least=0.0,
        most=float(marks["procedure_id"].nunique()),
        column="online",
    )


def _rate(tables: Tables, subject: Subject, procedure: pd.Series) -> Measure:
    _, rows = group_rates(tables, subject.group)
    rows = rows[rows["procedure_id"] == procedure.name]
    if rows["online_share_pct"].isna().all():
        raise NotComputable("no_rate_in_group", procedure_ja=procedure["name_ja"])
    return Measure(
        id=str(procedure.name),
        kind="rate",
        as_of=f"FY{rows['fiscal_year'].iloc[0]}",
        figures=_figures(rows, "online_share_pct"),
        evidence=evidence("take_up", rows),
        published_ja=procedure["short_ja"],
        full_name_ja=procedure["name_ja"],
        unit="%",
        note_ja="" if pd.isna(procedure["note_ja"]) else procedure["note_ja"],
        set_aside_ja=_set_aside(rows, tables),
        least=0.0,
        column="online_share_pct",
    )


def _indicator(tables: Tables, subject: Subject, indicator: pd.Series) -> Measure:
    rows = newest_indicators(tables, frozenset({str(indicator.name)}))
    rows = rows[rows["municipality_code"].isin(subject.group.codes)]
    rows = rows[rows["edition"] == rows["edition"].max()]
    if rows["value"].isna().all():
        raise NotComputable("no_figure_in_group", indicator_ja=indicator["name_ja"])
    is_yes_no = indicator["unit"].startswith(_YES_NO_UNIT)
    return Measure(
        id=str(indicator.name),
        kind="indicator",
        as_of=_date(rows),
        figures=_figures(rows, "value"),
        evidence=evidence("indicators", rows),
        published_ja=indicator["name_ja"],
        unit=indicator["unit"],
        definition_ja=indicator["definition_ja"],
        set_aside_ja=_set_aside(rows, tables),
        least=0.0 if is_yes_no else None,
        most=1.0 if is_yes_no else None,
    )


def _figures(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    is_set_aside = rows["correction_id"].notna()
    return pd.DataFrame(
        {
            "municipality_code": rows["municipality_code"],
            "value": rows[column].mask(is_set_aside),
            "figure": rows[column],
            "cell_printed": rows["cell_printed"],
            "is_approximate": rows["cell_state"] == "approximate",
            "is_set_aside": is_set_aside,
        }
    ).reset_index(drop=True)


def _set_aside(rows: pd.DataFrame, tables: Tables) -> tuple[str, ...]:
    """The reasons of the reviewed decisions that set a figure aside, one a figure."""
    flagged = rows[rows["correction_id"].notna()].merge(tables.corrections, on="correction_id")
    return tuple(flagged["reason_ja"])


def _date(rows: pd.DataFrame) -> str:
    """An indicator's date or fiscal year; its release where nobody established the figures' date."""
    edition, dates = rows["edition"].iloc[0], rows["as_of_date"].dropna()
    if len(dates):
        return dates.iloc[0]
    return edition if edition.startswith("FY") else publication(edition)
