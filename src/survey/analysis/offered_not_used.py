"""Is what is offered also used? Availability beside the online application rate, each procedure by itself."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from survey.analysis.evidence import evidence
from survey.analysis.groups import Subject
from survey.analysis.marks import as_of, by_procedure, marks_with
from survey.analysis.procedure_notes import procedure_notes
from survey.analysis.rate_flags import rate_flags
from survey.analysis.rates import FEWEST_REPORTING, REAL_USE_PCT, fiscal_year, group_rates
from survey.analysis.result import Result, for_words
from survey.errors import NotComputable
from survey.tidy.tables import Tables


@dataclass(frozen=True)
class OfferedNotUsed:
    """How the rates of the offered procedures of the 27 read: the five after ``offered`` add up to it.

    real_use: REAL_USE_PCT or more; some_use: below, above zero; zero, blank; left_out: not counted. The two that end
    with _flagged count those of them that want a check. ``rated``: procedures with a rate here, whatever the mark;
    ``compared``: the offered ones with a rate above zero here or as the group's median, as they are drawn (no median
    where fewer than FEWEST_REPORTING report); ``notes``: name and note of rated procedures; ``set_aside_reasons``: why
    corrections set rates here aside.
    """

    offered: int
    real_use: int
    some_use: int
    zero: int
    blank: int
    left_out: int
    real_use_flagged: int
    some_use_flagged: int
    fiscal_year: int
    group_size: int
    rated: int = for_words()
    compared: pd.DataFrame = for_words()
    notes: tuple[tuple[str, str], ...] = for_words()
    set_aside_reasons: tuple[str, ...] = for_words()


def offered_not_used(tables: Tables, subject: Subject) -> Result[OfferedNotUsed]:
    """For each listed procedure: is it online here, and which share of applications came online?

    online_share_pct = online applications / all applications of the fiscal year, as printed. The group's median
    is over members that print a rate (zero included); reviewed outliers are set aside. Zero, blank and a rate
    stay apart; a rate that is left out (``rate_flags``, or a correction) is counted by itself. Columns besides those of
    ``marks.by_procedure`` and ``group_rates``: online_share_pct, cell_state, correction_id, rule_ids (of the flags),
    is_left_out, is_flagged (any flag). Sources: da_procedures_online (offered), da_dx_dashboard (used).

    Raises:
        NotComputable: the municipality prints no rate and offers nothing online; or see ``marks.marks_with``.
    """
    marks = marks_with(tables, subject)
    _, rows = group_rates(tables, subject.group)
    mine = rows[rows["municipality_code"] == subject.code]
    table = _table(tables, subject, marks, mine)
    priority = table[table["number_27"].notna() & (table["status_here"] == "online")]
    rated = int(mine["online_share_pct"].notna().sum())
    if priority.empty and not rated:
        raise NotComputable("nothing_offered_nor_rated", year_on=fiscal_year(rows))
    counted = priority[~priority["is_left_out"]]
    rate, is_flagged = counted["online_share_pct"], counted["is_flagged"]
    is_real, is_some = rate >= REAL_USE_PCT, (rate < REAL_USE_PCT) & (rate > 0)
    rated_ids = table.loc[table["online_share_pct"].notna(), "procedure_id"]
    set_aside = table[table["correction_id"].notna()].merge(tables.corrections, on="correction_id")
    facts = OfferedNotUsed(
        offered=len(priority),
        real_use=int(is_real.sum()),
        some_use=int(is_some.sum()),
        zero=int((rate == 0).sum()),
        blank=int(rate.isna().sum()),
        left_out=int(priority["is_left_out"].sum()),
        real_use_flagged=int((is_real & is_flagged).sum()),
        some_use_flagged=int((is_some & is_flagged).sum()),
        fiscal_year=int(rows["fiscal_year"].max()),
        group_size=subject.group.size,
        rated=rated,
        compared=_compared(priority),
        notes=procedure_notes(tables, rated_ids),
        set_aside_reasons=tuple(set_aside["reason_ja"]),
    )
    return Result(
        facts=facts,
        table=table,
        as_of=(as_of(marks), fiscal_year(rows)),
        evidence=pd.concat(
            [
                evidence("availability", marks[marks["municipality_code"] == subject.code]),
                evidence("take_up", rows[rows["procedure_id"].isin(table["procedure_id"])]),
            ]
        ),
    )


def _table(tables: Tables, subject: Subject, marks: pd.DataFrame, mine: pd.DataFrame) -> pd.DataFrame:
    """The listed procedures, the 27 first, with the rates here (``mine``) and the group's."""
    rates, _ = group_rates(tables, subject.group)
    own = mine[["procedure_id", "online_share_pct", "cell_state", "correction_id"]]
    table = by_procedure(tables, marks, subject).merge(own, on="procedure_id", how="left")
    table = table.merge(rates, on="procedure_id", how="left")
    table["group_reporting"] = table["group_reporting"].fillna(0).astype(int)
    flags = rate_flags(tables, subject.group)
    flags = flags[flags["municipality_code"] == subject.code].set_index("procedure_id")
    ids = table["procedure_id"]
    table = table.assign(
        rule_ids=[flags["rule_ids"].get(name, "") for name in ids],
        is_left_out=ids.isin(flags.index[flags["is_left_out"]]) | table["correction_id"].notna(),
        is_flagged=ids.isin(flags.index),
    )
    return table.sort_values("number_27", kind="stable", ignore_index=True)


def _compared(offered: pd.DataFrame) -> pd.DataFrame:
    """The offered procedures with a rate above zero, here or as the group's median, the highest here first."""
    median = "group_median_online_share_pct"
    rows = offered.assign(**{median: offered[median].where(offered["group_reporting"] >= FEWEST_REPORTING)})
    rows = rows.assign(most=rows[["online_share_pct", median]].max(axis=1))
    order = ["online_share_pct", "most"]
    return rows[rows["most"] > 0].sort_values(order, ascending=False, na_position="last", kind="stable")
