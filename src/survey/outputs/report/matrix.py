"""The report's grid of the 27: every member of the group, and what is published of the one that is picked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from survey.analysis.mark_matrix import MarkMatrix
from survey.findings import common, wording
from survey.findings.charts import Matrix
from survey.outputs.document.page import Page

# What a printed rate is called that is no number: each state is another thing.
RATE_STATES_JA = {"blank": "空欄（記載なし）", "no_base": "分母が0"}
NOT_LISTED_JA = "この資料に欄がない"
SET_ASIDE_JA = "（要確認：中央値に入れない）"


@dataclass(frozen=True)
class Member:
    """One municipality: by procedure its mark, where on the sheet it is printed, its rate as words; counts of marks."""

    code: str
    name_ja: str
    states: tuple[str, ...]
    locators: tuple[str, ...]
    rates: tuple[str, ...]
    counts: dict[str, int]

    @property
    def online(self) -> int:
        """How many are online."""
        return self.counts["online"]


@dataclass(frozen=True)
class Grid:
    """The members in the order of their rank, the 27 in the ministry's; ``picked`` is the one that is shown first.

    ``states`` and ``marks`` say by state what it means and how it is drawn; ``groups`` are headings with the number of
    columns each spans; ``procedures`` have number, short and full name.
    """

    title_ja: str
    alt_ja: str
    unit_ja: str
    year_ja: str
    states: dict[str, str]
    marks: dict[str, str]
    groups: tuple[tuple[str, int], ...]
    procedures: tuple[tuple[str, str, str], ...]
    members: tuple[Member, ...]
    picked: Member

    def as_data(self) -> dict[str, Any]:
        """What the page's script needs to show another member."""
        return {
            "states": self.states,
            "marks": self.marks,
            "members": {
                member.code: {
                    "name": member.name_ja,
                    "states": member.states,
                    "locators": member.locators,
                    "rates": member.rates,
                    "counts": member.counts,
                }
                for member in self.members
            },
        }


def grid(page: Page) -> Grid | None:
    """The grid behind view ``matrix``, with all members where the chart draws only some; None for other pages."""
    charts = [chart for chart in page.finding.charts if isinstance(chart, Matrix)]
    if not charts:
        return None
    facts: MarkMatrix = page.finding.facts
    legend = charts[0].legend
    ids, subject = list(facts.listed["procedure_id"]), page.subject
    addresses = page.cells.set_index(["municipality_code", "item_id"])["address"].to_dict()
    rates = {
        (row["municipality_code"], row["procedure_id"]): rate_ja(
            row["cell_state"], row["cell_printed"], is_set_aside=row["is_set_aside"]
        )
        for row in facts.rates.to_dict("records")
    }
    members = tuple(
        Member(
            code=row["municipality_code"],
            name_ja=row["name_ja"],
            states=tuple(facts.statuses.loc[row["municipality_code"], ids]),
            locators=tuple(addresses[row["municipality_code"], procedure] for procedure in ids),
            rates=tuple(rates.get((row["municipality_code"], procedure), NOT_LISTED_JA) for procedure in ids),
            counts={state: int(row[state]) for state, _, _ in legend},
        )
        for row in facts.members.to_dict("records")
    )
    return Grid(
        title_ja=f"{wording.among(subject.group, len(members))}×{len(ids)}手続",
        alt_ja=charts[0].alt_ja,
        unit_ja=subject.group.unit_ja,
        year_ja="" if facts.rates_fiscal_year is None else wording.day(facts.rates_fiscal_year),
        states={state: meaning for state, _, meaning in legend},
        marks={state: mark for state, mark, _ in legend},
        groups=tuple((common.PROCEDURE_GROUPS[name], count) for name, count in facts.group_spans),
        procedures=tuple(
            zip(facts.listed["number_27"].map(str), facts.listed["short_ja"], facts.listed["name_ja"], strict=True)
        ),
        members=members,
        picked=next(member for member in members if member.code == subject.code),
    )


def rate_ja(cell_state: str, cell_printed: str | float, *, is_set_aside: bool = False) -> str:
    """A cell of rates in words: its print where it is a number, zero among them; else what its state means."""
    words = RATE_STATES_JA.get(cell_state, str(cell_printed))
    return words + (SET_ASIDE_JA if is_set_aside else "")
