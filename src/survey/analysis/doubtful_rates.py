"""Can the printed rates be believed? Those of the group to ask about before they are used, and by which rule."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from survey.analysis.evidence import evidence
from survey.analysis.groups import Group, Subject
from survey.analysis.marks import as_of, latest_marks, municipalities_by_code
from survey.analysis.memo import cached_recent
from survey.analysis.rate_flags import FAR_FROM_PCT, FULL_PCT, RULES, fences, rate_flags
from survey.analysis.rates import FEWEST_REPORTING, fiscal_year, group_rates, latest_rates
from survey.analysis.result import Result, for_words
from survey.errors import NotComputable
from survey.tidy.tables import Tables


@dataclass(frozen=True)
class FlaggedTogether:
    """Flagged cells of one procedure, found by the same rules and treated alike.

    ``cells``: municipality and rate in percent, in the table's order; ``median_pct``: the group's, None where fewer
    than FEWEST_REPORTING report; ``is_own``: one of the cells is the subject's.
    """

    short_ja: str
    rule_ids: str
    cells: tuple[tuple[str, float], ...]
    median_pct: float | None
    is_left_out: bool
    is_set_aside: bool
    is_own: bool


@dataclass(frozen=True)
class DoubtfulRates:
    """How many printed rates of the group, and of the subject, a rule flags, and what becomes of them.

    ``by_rule``: a cell flagged by two counts in both; ``blank_of_27``: blank ones among ``cells_of_27``, the group's
    cells for the 27. ``own``: the table's rows of the subject; ``together``: the table as it is shown.
    """

    flagged: int
    flagged_here: int
    set_aside: int
    left_out: int
    rates_printed: int
    rates_printed_here: int
    by_rule: dict[str, int]
    blank_of_27: int
    group_size: int
    cells_of_27: int = for_words()
    own: pd.DataFrame = for_words()
    together: tuple[FlaggedTogether, ...] = for_words()


def doubtful_rates(tables: Tables, subject: Subject) -> Result[DoubtfulRates]:
    """Which rates that the group prints want a check before they are used, by which rule, and what to ask?

    The rules are those of ``rate_flags``; the table has a row a flagged cell: the subject's own first, then by first
    rule, within it the 27 first and the highest first. far_off_limit_pct: the rate in percent above which one is far
    off (empty where none below 100 % is). is_set_aside: a reviewed correction keeps the cell out of medians;
    is_left_out: that, or a rule that leaves out, keeps it out of counts, highest rates and contacts; the others are
    counted. Sources: da_dx_dashboard (rates), da_procedures_online (marks); their dates differ.

    Raises:
        NotComputable: nobody in the group prints a rate.
    """
    group = subject.group
    _, rows = group_rates(tables, group)
    printed = rows[rows["online_share_pct"].notna()]
    if printed.empty:
        raise NotComputable("no_rates_to_check", year_on=fiscal_year(rows))
    marks = latest_marks(tables, group)
    table = _table(_flagged(tables, group), subject)
    own = table[table["municipality_code"] == subject.code]
    of_27 = marks.loc[marks["number_27"].notna(), "procedure_id"].unique()
    cells = rows[rows["procedure_id"].isin(of_27)]
    facts = DoubtfulRates(
        flagged=len(table),
        flagged_here=len(own),
        set_aside=int(table["is_set_aside"].sum()),
        left_out=int(table["is_left_out"].sum()),
        rates_printed=len(printed),
        rates_printed_here=int((printed["municipality_code"] == subject.code).sum()),
        by_rule=_by_rule(table),
        blank_of_27=int(cells["online_share_pct"].isna().sum()),
        group_size=group.size,
        cells_of_27=len(cells),
        own=own,
        together=_together(table, subject),
    )
    return Result(
        facts=facts,
        table=table,
        as_of=(fiscal_year(rows), as_of(marks)),
        evidence=_cells(tables, group, tuple(sorted(of_27))),
    )


@cached_recent
def _cells(tables: Tables, group: Group, of_27: tuple[str, ...]) -> pd.DataFrame:
    """The group's rates, the country's that decide on one of exactly 100 %, and the marks beside those above 0 %."""
    rates, (_, rows) = latest_rates(tables), group_rates(tables, group)
    printed = rows[rows["online_share_pct"].notna()]
    fields = rows[rows["procedure_id"].isin(of_27)]
    full = printed.loc[printed["online_share_pct"] == FULL_PCT, "procedure_id"]
    in_country = rates["online_share_pct"].notna() & rates["procedure_id"].isin(full)
    keys = ["municipality_code", "procedure_id"]
    beside = printed[printed["online_share_pct"] > 0][keys].merge(latest_marks(tables, group), on=keys)
    return pd.concat(
        [
            evidence("take_up", rates[rates.index.isin(printed.index.union(fields.index)) | in_country]),
            evidence("availability", beside),
        ]
    )


@cached_recent
def _flagged(tables: Tables, group: Group) -> pd.DataFrame:
    """The group's cells that a rule flags, with what is known of each; columns beginning with _ order them."""
    medians, rows = group_rates(tables, group)
    limits = fences(rows)
    table = rate_flags(tables, group).merge(tables.procedures, on="procedure_id")
    table = table.merge(medians, on="procedure_id", how="left")
    rule_order = {rule_id: number for number, rule_id in enumerate(RULES)}
    order = {name: number for number, name in enumerate(tables.procedures["procedure_id"])}
    return table.assign(
        municipality_ja=table["municipality_code"].map(municipalities_by_code(tables)["name_ja"]),
        # No rate can be far off where the fence lies above 100 %.
        far_off_limit_pct=table["procedure_id"].map(limits[limits < FULL_PCT]).clip(lower=FAR_FROM_PCT).round(2),
        group_reporting=table["group_reporting"].fillna(0).astype(int),
        is_set_aside=table["correction_id"].notna(),
        is_left_out=table["is_left_out"] | table["correction_id"].notna(),
        _rule=table["rule_ids"].str.split("|").str[0].map(rule_order),
        _outside=table["number_27"].isna(),
        _order=table["procedure_id"].map(order),
    )


def _table(found: pd.DataFrame, subject: Subject) -> pd.DataFrame:
    table = found.assign(_other=found["municipality_code"] != subject.code).sort_values(
        ["_other", "_rule", "_outside", "online_share_pct", "_order", "municipality_code"],
        ascending=[True, True, True, False, True, True],
        kind="stable",
    )
    return table[
        [
            "municipality_code", "municipality_ja", "number_27", "procedure_id", "name_ja", "online_share_pct",
            "group_median_online_share_pct", "group_reporting", "far_off_limit_pct", "rule_ids", "is_left_out",
            "is_set_aside", "short_ja",
        ]
    ].reset_index(drop=True)  # fmt: skip


def _by_rule(table: pd.DataFrame) -> dict[str, int]:
    counts = table["rule_ids"].str.split("|").explode().value_counts()
    return {rule_id: int(counts.get(rule_id, 0)) for rule_id in RULES}


def _together(table: pd.DataFrame, subject: Subject) -> tuple[FlaggedTogether, ...]:
    found = []
    for _, cells in table.groupby(["rule_ids", "procedure_id", "is_left_out", "is_set_aside"], sort=False):
        first = cells.iloc[0]
        # A median of fewer says nothing about the group.
        has_median = first["group_reporting"] >= FEWEST_REPORTING
        found.append(
            FlaggedTogether(
                short_ja=first["short_ja"],
                rule_ids=first["rule_ids"],
                cells=tuple(zip(cells["municipality_ja"], cells["online_share_pct"], strict=True)),
                median_pct=float(first["group_median_online_share_pct"]) if has_median else None,
                is_left_out=bool(first["is_left_out"]),
                is_set_aside=bool(first["is_set_aside"]),
                is_own=subject.code in set(cells["municipality_code"]),
            )
        )
    return tuple(found)
