"""What lies outside the 27: the other listed procedures, and the printed counts of unlisted ones."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from survey.analysis.evidence import evidence
from survey.analysis.group_gap import HALF_PCT, compared_with_group
from survey.analysis.groups import Group, Subject
from survey.analysis.marks import MOST_SHOWN, as_of, latest_marks, marks_with, shown, uninformative
from survey.analysis.memo import cached_recent
from survey.analysis.rates import fiscal_year, group_rates
from survey.analysis.result import Result, for_words
from survey.analysis.unlisted import (
    PrintedCount,
    Unlisted,
    printed_counts,
    ranked_counts,
    unlisted,
    values_of_counts,
    with_unlisted,
)
from survey.tidy.tables import Tables


@dataclass(frozen=True)
class Beyond27:
    """What others offer outside the 27 and the subject does not, and everybody's printed count of unlisted procedures.

    ``behind``: blank here, online in at least half of those that have it, and no printed rate contradicts the blank;
    ``contradicted``: so too, but for the contradiction. ``first_behind``: the first of these in the table (None: there
    is none); ``offered``: the table's procedures that anybody has online; ``ranked``: the counts that can be set beside
    each other, most first, and ``ranked_shown`` those of them that are drawn; ``unlisted``: the subject's among them;
    ``set_aside_reasons``: why corrections set counts aside; ``left_out``: short names of the procedures that all
    municipalities mark alike; ``rates_of``: the rates' fiscal year.
    """

    behind: int
    contradicted: int
    group_size: int
    other_online_procedures: list[PrintedCount]
    first_behind: pd.Series | None = for_words()
    offered: pd.DataFrame = for_words()
    ranked: pd.DataFrame = for_words()
    ranked_shown: pd.DataFrame = for_words()
    unlisted: Unlisted = for_words()
    set_aside_reasons: tuple[str, ...] = for_words()
    left_out: tuple[str, ...] = for_words()
    rates_of: str = for_words()


def beyond_27(tables: Tables, subject: Subject) -> Result[Beyond27]:
    """What lies outside the 27: the other listed procedures, and the printed count of unlisted ones.

    Columns, a row a listed procedure: those of ``compared_with_group``, the group's median online application rate and
    how many report one, is_behind (blank here, online in at least half of those that have it). Procedures that every
    municipality marks alike are left out. The last row holds the printed counts (see ``with_unlisted``); counts that a
    correction sets aside, and a zero, which may mean "not counted", are not ranked.
    Sources: da_procedures_online, da_dx_dashboard.

    Raises:
        NotComputable: see ``marks.marks_with``; no rates are stored.
    """
    group = subject.group
    marks = marks_with(tables, subject)
    outside = marks[marks["number_27"].isna() & ~marks["procedure_id"].isin(uninformative(tables))]
    rates, rate_rows = group_rates(tables, group)
    table = _table(compared_with_group(outside, tables, subject), rates)
    counts, _ = printed_counts(tables, group)
    set_aside = counts[counts["correction_id"].notna()].merge(tables.corrections, on="correction_id")
    gaps = table[table["is_behind"] & ~table["is_contradicted"]]
    ranked = ranked_counts(counts)
    year = fiscal_year(rate_rows)
    facts = Beyond27(
        behind=len(gaps),
        contradicted=int((table["is_behind"] & table["is_contradicted"]).sum()),
        group_size=group.size,
        other_online_procedures=values_of_counts(counts),
        first_behind=gaps.iloc[0] if len(gaps) else None,
        offered=table[table["group_online"] > 0],
        ranked=ranked,
        ranked_shown=_shown(ranked, subject),
        unlisted=unlisted(counts, subject),
        set_aside_reasons=tuple(set_aside["reason_ja"]),
        left_out=_left_out(tables),
        rates_of=year,
    )
    return Result(
        facts=facts,
        table=with_unlisted(table, counts, subject),
        as_of=(as_of(marks), year),
        evidence=_cells(tables, group, tuple(sorted(table["procedure_id"]))),
    )


def _table(procedures: pd.DataFrame, rates: pd.DataFrame) -> pd.DataFrame:
    table = procedures.drop(columns=["number_27"]).merge(rates, on="procedure_id", how="left")
    table["group_reporting"] = table["group_reporting"].fillna(0).astype(int)
    table["is_behind"] = (table["status_here"] == "unmarked") & (table["group_share_pct"] >= HALF_PCT)
    return table.sort_values(
        ["is_behind", "is_contradicted", "group_online", "group_share_pct"],
        ascending=[False, True, False, False],
        kind="stable",
    ).reset_index(drop=True)


def _shown(ranked: pd.DataFrame, subject: Subject) -> pd.DataFrame:
    """The first of the ranked counts, the subject's always among them where it is ranked."""
    is_ranked = subject.code in set(ranked["municipality_code"])
    return (shown(ranked, subject) if is_ranked else ranked).head(MOST_SHOWN)


def _left_out(tables: Tables) -> tuple[str, ...]:
    procedures = tables.procedures
    return tuple(procedures.loc[procedures["procedure_id"].isin(uninformative(tables)), "short_ja"])


@cached_recent
def _cells(tables: Tables, group: Group, procedure_ids: tuple[str, ...]) -> pd.DataFrame:
    marks, (_, rates) = latest_marks(tables, group), group_rates(tables, group)
    _, counts = printed_counts(tables, group)
    return pd.concat(
        [
            evidence("availability", marks[marks["procedure_id"].isin(procedure_ids)]),
            evidence("indicators", counts),
            evidence("take_up", rates[rates["procedure_id"].isin(procedure_ids)]),
        ]
    )
