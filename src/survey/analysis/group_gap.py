"""What do others offer that we do not, and the other way round? ``behind`` and ``ahead``, within the 27."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from survey.analysis.evidence import evidence
from survey.analysis.groups import Group, Subject
from survey.analysis.marks import (
    as_of,
    by_procedure,
    latest_marks,
    municipalities_by_code,
    own_priority_marks,
    priority_evidence,
)
from survey.analysis.memo import cached_recent, members_rows
from survey.analysis.named_rates import collected, for_each
from survey.analysis.procedure_notes import procedure_notes
from survey.analysis.rates import fiscal_year, group_rates, latest_rates
from survey.analysis.result import Result, for_words
from survey.tidy.tables import Tables

# From this share of the members that have a procedure on, most have it online.
HALF_PCT = 50.0


@dataclass(frozen=True)
class GroupGap:
    """Procedures of the 27 that part the subject from its group.

    ``contradicted`` of them are blank here although a positive rate is printed. ``compared`` has a row for every
    procedure with the same mark here that any member has (columns as the table's, and is_in_table), the most telling
    first, as they are drawn; ``has_own_rates``: a rate is printed here for any of the table's; ``rates_of``: the rates'
    fiscal year; ``notes``: ``procedure_notes`` of the table's.
    """

    procedures: int
    contradicted: int
    group_size: int
    compared: pd.DataFrame = for_words()
    has_own_rates: bool = for_words()
    rates_of: str = for_words()
    notes: tuple[tuple[str, str], ...] = for_words()


def behind(tables: Tables, subject: Subject) -> Result[GroupGap]:
    """Which of the 27 are unmarked here and online in at least HALF_PCT of the group's members that have them?

    A member has a procedure when its mark is ○ or blank. The table has the columns of ``compared_with_group``, the most
    common procedure first. Sources: da_procedures_online, da_dx_dashboard.

    Raises:
        NotComputable: see ``marks.marks_with``; no rates are stored.
    """
    unmarked = _most_common_first(tables, subject, "unmarked")
    return _result(unmarked[unmarked["group_share_pct"] >= HALF_PCT], unmarked, tables, subject)


def ahead(tables: Tables, subject: Subject) -> Result[GroupGap]:
    """Which of the 27 are online here and in under HALF_PCT of the group's members that have them?

    As ``behind``, the rarest procedure first.
    """
    rarest = _most_common_first(tables, subject, "online").iloc[::-1]
    return _result(rarest[rarest["group_share_pct"] < HALF_PCT], rarest, tables, subject)


def compared_with_group(marks: pd.DataFrame, tables: Tables, subject: Subject) -> pd.DataFrame:
    """``marks.by_procedure`` with who has each online (whom to ask) and the subject's own rate.

    Adds online_names (tuples of names, in code order), online_share_pct (the latest printed online application rate
    here) and is_contradicted (blank here, yet a positive rate is printed).
    """
    procedures = by_procedure(tables, marks, subject)
    mine = members_rows(tables, latest_rates, (subject.code,)).set_index("procedure_id")["online_share_pct"]
    rate = procedures["procedure_id"].map(mine)
    return procedures.assign(
        online_names=for_each(procedures["procedure_id"], _online_names(tables, subject.group)),
        online_share_pct=rate,
        is_contradicted=(procedures["status_here"] == "unmarked") & (rate > 0),
    )


@cached_recent
def _online_names(tables: Tables, group: Group) -> pd.Series:
    """By procedure, who in the group has it online, in code order."""
    marks = latest_marks(tables, group)
    online = marks[marks["status"] == "online"].sort_values("municipality_code")
    return collected(online["municipality_code"].map(municipalities_by_code(tables)["name_ja"]), online["procedure_id"])


def _most_common_first(tables: Tables, subject: Subject, status: str) -> pd.DataFrame:
    """The procedures of the 27 that have this mark here."""
    procedures = compared_with_group(own_priority_marks(tables, subject), tables, subject)
    keys = ["group_share_pct", "group_online", "number_27"]
    alike = procedures[procedures["status_here"] == status]
    return alike.sort_values(keys, ascending=[False, False, True]).reset_index(drop=True)


def _result(table: pd.DataFrame, compared: pd.DataFrame, tables: Tables, subject: Subject) -> Result[GroupGap]:
    group = subject.group
    _, rates = group_rates(tables, group)
    mine = rates[(rates["municipality_code"] == subject.code) & rates["procedure_id"].isin(table["procedure_id"])]
    date, year = as_of(own_priority_marks(tables, subject)), fiscal_year(rates)
    facts = GroupGap(
        procedures=len(table),
        contradicted=int(table["is_contradicted"].sum()),
        group_size=group.size,
        compared=compared.dropna(subset=["group_share_pct"]).assign(
            is_in_table=lambda rows: rows["procedure_id"].isin(table["procedure_id"])
        ),
        has_own_rates=bool(mine["online_share_pct"].notna().any()),
        rates_of=year,
        notes=procedure_notes(tables, table["procedure_id"]),
    )
    return Result(
        facts=facts,
        table=table,
        as_of=(date, year) if len(mine) else (date,),
        evidence=pd.concat([priority_evidence(tables, group), evidence("take_up", mine)]),
    )
