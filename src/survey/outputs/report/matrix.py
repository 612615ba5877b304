"""The report's grid of the 27: every member of the group, and what is published of the one that is picked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from survey.analysis import marks as measures
from survey.analysis import rates as take_up
from survey.analysis.groups import Subject
from survey.errors import NotComputable
from survey.findings import common, wording
from survey.findings.charts import Matrix
from survey.findings.finding import Finding
from survey.tidy.tables import Tables

# What is said of a mark and of a printed rate; a rate is its print, and each of its states is another thing.
STATES_JA = {"online": "オンライン", "unmarked": "空欄（不可か未回答）", "not_applicable": "該当なし"}
STATE_MARKS = {"online": "●", "unmarked": "", "not_applicable": "ー"}
RATE_STATES_JA = {"blank": "空欄（記載なし）", "no_base": "分母が0"}
NOT_LISTED_JA = "この資料に欄がない"
SET_ASIDE_JA = "（要確認：中央値に入れない）"


@dataclass(frozen=True)
class Member:
    """One municipality: by procedure its mark, where on the sheet it is printed, its rate as words; its ○ counted."""

    code: str
    name_ja: str
    states: tuple[str, ...]
    locators: tuple[str, ...]
    rates: tuple[str, ...]
    online: int


@dataclass(frozen=True)
class Grid:
    """The members in the order of their place, the 27 in the ministry's; ``picked`` is the one that is shown first."""

    title_ja: str
    alt_ja: str
    unit_ja: str
    year_ja: str
    groups: tuple[tuple[str, int], ...]
    procedures: tuple[tuple[str, str, str], ...]
    members: tuple[Member, ...]
    picked: Member

    def as_data(self) -> dict[str, Any]:
        """What the page's script needs to show another member."""
        return {
            "states": STATES_JA,
            "marks": STATE_MARKS,
            "members": {
                member.code: {
                    "name": member.name_ja,
                    "states": member.states,
                    "locators": member.locators,
                    "rates": member.rates,
                }
                for member in self.members
            },
        }


def grid(finding: Finding, tables: Tables, subject: Subject) -> Grid | None:
    """The grid behind finding ``matrix``, with all members where the chart draws only some; None for other findings."""
    charts = [chart for chart in finding.charts if isinstance(chart, Matrix)]
    if not charts:
        return None
    marks = measures.own_priority_marks(tables, subject)
    procedures = measures.by_procedure(tables, marks, subject)
    ids = list(procedures["procedure_id"])
    rates, year = _rates(tables, subject)
    by_member = {code: rows.set_index("procedure_id") for code, rows in marks.groupby("municipality_code")}
    members = tuple(
        Member(
            code=row["municipality_code"],
            name_ja=row["name_ja"],
            states=tuple(by_member[row["municipality_code"]].loc[ids, "status"]),
            locators=tuple(by_member[row["municipality_code"]].loc[ids, "locator"].str.partition("!")[2]),
            rates=tuple(rates.get((row["municipality_code"], procedure), NOT_LISTED_JA) for procedure in ids),
            online=int(row["online"]),
        )
        for _, row in measures.by_member(marks, tables.municipalities).iterrows()
    )
    spans = procedures.groupby("group", sort=False).size()
    return Grid(
        title_ja=f"{wording.among(subject.group, len(members))}×{len(ids)}手続",
        alt_ja=charts[0].alt_ja,
        unit_ja=subject.group.unit_ja,
        year_ja=year,
        groups=tuple((common.PROCEDURE_GROUPS[name], int(count)) for name, count in spans.items()),
        procedures=tuple(
            (str(row["number_27"]), row["short_ja"], names)
            for (_, row), names in zip(procedures.iterrows(), _full_names(ids, tables), strict=True)
        ),
        members=members,
        picked=next(member for member in members if member.code == subject.code),
    )


def _full_names(ids: list[str], tables: Tables) -> list[str]:
    return list(tables.procedures.set_index("procedure_id").loc[ids, "name_ja"])


def _rates(tables: Tables, subject: Subject) -> tuple[dict[tuple[str, str], str], str]:
    """By member and procedure what is printed as its online application rate, in words; and of which year."""
    try:
        _, rows = take_up.group_rates(tables, subject.group)
    except NotComputable:
        return {}, ""
    said = {
        (row["municipality_code"], row["procedure_id"]): rate_ja(
            row["cell_state"], row["cell_printed"], is_set_aside=pd.notna(row["correction_id"])
        )
        for _, row in rows.iterrows()
    }
    return said, wording.day(f"FY{rows['fiscal_year'].max()}")


def rate_ja(cell_state: str, cell_printed: str | float, *, is_set_aside: bool = False) -> str:
    """A cell of rates in words: its print where it is a number, zero among them; else what its state means."""
    words = RATE_STATES_JA.get(cell_state, str(cell_printed))
    return words + (SET_ASIDE_JA if is_set_aside else "")
