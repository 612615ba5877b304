"""What nobody near here is known to use, who does? The country's rates for what the group does not use."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from survey.analysis.evidence import evidence
from survey.analysis.groups import Group, Subject
from survey.analysis.marks import as_of, municipalities_by_code, newest_marks
from survey.analysis.memo import cached, cached_recent, members_rows
from survey.analysis.named_rates import for_each, named_rates
from survey.analysis.rate_flags import left_out_nationwide, to_check_nationwide
from survey.analysis.rates import REAL_USE_PCT, fiscal_year, latest_rates
from survey.analysis.result import Result, for_words
from survey.analysis.use_by_procedure import rates_by_procedure
from survey.tidy.tables import Tables

# So many are named to be asked, and nobody with a rate below this: there is hardly anything to ask about.
MOST_ASKED, ASK_FROM_PCT = 3, 1.0
_KEYS = ["municipality_code", "procedure_id"]


@dataclass(frozen=True)
class UsedElsewhere:
    """Of the 27, how many nobody in the group uses, and for how many of these anybody in the country does.

    ``unreported_near``: of none of these does a member print a rate, so that use near here is unknown, not low.
    ``left_out``: rates that are not counted. ``somewhere``: the table's rows that are used somewhere; ``rarest``: the
    one of them that the fewest use, where it is clearest whom to call (None: there is none).
    """

    not_used_near: int
    unreported_near: int
    used_somewhere: int
    used_nowhere: int
    left_out: int
    fiscal_year: int
    group_size: int
    somewhere: pd.DataFrame = for_words()
    rarest: pd.Series | None = for_words()


def used_elsewhere(tables: Tables, subject: Subject) -> Result[UsedElsewhere]:
    """For the procedures of the 27 for which nobody in the group prints 10 % or more: who in the country does?

    Columns besides the procedure's and status_here: group_reporting (members of the group that print a rate),
    country_reporting (municipalities that print one, zero included, none set aside), country_above_zero,
    country_real_use (REAL_USE_PCT or more), country_left_out (left out of the one before by ``left_out_nationwide``),
    country_highest_online_share_pct, and ask: the highest rates of ASK_FROM_PCT or more as NamedRate, MOST_ASKED and
    one more where there are more. None of these but status_here and group_reporting depends on who asks.
    Sources: da_dx_dashboard (rates), da_procedures_online (marks).

    Raises:
        NotComputable: see ``rates_by_procedure``.
    """
    group = subject.group
    near, near_rates, _ = rates_by_procedure(tables, subject)
    near = near[near["number_27"].notna()]
    table = _table(near, tables)
    somewhere = table[table["country_real_use"] > 0]
    order = ["country_real_use", "country_highest_online_share_pct"]
    rarest = somewhere.sort_values(order, ascending=[True, False], kind="stable")
    facts = UsedElsewhere(
        not_used_near=len(table),
        unreported_near=int((table["group_reporting"] == 0).sum()),
        used_somewhere=len(somewhere),
        used_nowhere=len(table) - len(somewhere),
        left_out=int(table["country_left_out"].sum()),
        fiscal_year=int(near_rates["fiscal_year"].max()),
        group_size=group.size,
        somewhere=somewhere,
        rarest=rarest.iloc[0] if len(rarest) else None,
    )
    marks = newest_marks(tables)
    unused = tuple(sorted(table["procedure_id"]))
    cells, beside = _cells(tables, group, unused, tuple(near["procedure_id"]))
    mine = members_rows(tables, newest_marks, (subject.code,))
    mine = mine[mine["procedure_id"].isin(unused)]
    return Result(
        facts=facts,
        table=table,
        as_of=(fiscal_year(near_rates), as_of(marks)),
        evidence=pd.concat([cells, evidence("availability", marks.loc[beside.union(mine.index)])]),
    )


def _table(near: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """The procedures that nobody near uses, those that the most in the country use first."""
    columns = ["number_27", "procedure_id", "name_ja", "short_ja", "status_here", "group_reporting"]
    table = near.loc[near["group_real_use"] == 0, columns].join(_in_country(tables), on="procedure_id")
    return table.sort_values(
        ["country_real_use", "country_highest_online_share_pct", "number_27"],
        ascending=[False, False, True],
        kind="stable",
        ignore_index=True,
    )


@cached
def _rates(tables: Tables) -> pd.DataFrame:
    """The country's newest printed rates."""
    rates = latest_rates(tables)
    return rates[rates["online_share_pct"].notna()]


@cached
def _in_country(tables: Tables) -> pd.DataFrame:
    """By procedure_id, what the whole country prints: the columns of ``used_elsewhere`` that begin so, and ask."""
    rates = _rates(tables)
    rates = rates[rates["correction_id"].isna()]
    is_left_out = rates.index.isin(left_out_nationwide(tables).index)
    counted = rates[~is_left_out]
    ids = pd.Index(tables.procedures["procedure_id"])

    def count(rows: pd.DataFrame) -> pd.Series:
        return rows["procedure_id"].value_counts().reindex(ids, fill_value=0)

    above = counted[counted["online_share_pct"] >= ASK_FROM_PCT]
    above = above.sort_values(["online_share_pct", "municipality_code"], ascending=[False, True])
    asked = above.groupby("procedure_id").head(MOST_ASKED + 1)
    return pd.DataFrame(
        {
            "country_reporting": count(rates),
            "country_above_zero": count(rates[rates["online_share_pct"] > 0]),
            "country_real_use": count(counted[counted["online_share_pct"] >= REAL_USE_PCT]),
            "country_left_out": count(rates[is_left_out]),
            "country_highest_online_share_pct": counted.groupby("procedure_id")["online_share_pct"].max().reindex(ids),
            "ask": for_each(ids, named_rates(asked, municipalities_by_code(tables), to_check_nationwide(tables).index)),
        },
        index=ids,
    )


@cached_recent
def _cells(
    tables: Tables, group: Group, unused: tuple[str, ...], of_27: tuple[str, ...]
) -> tuple[pd.DataFrame, pd.Index]:
    """The cells of the rates that were looked at, and the marks (rows of availability) that could contradict them."""
    every, marks = _rates(tables), newest_marks(tables)
    # What tells that nobody near uses a procedure, too.
    near = members_rows(tables, _rates, group.codes)
    near = near[near["procedure_id"].isin(of_27)]
    is_counted = every["procedure_id"].isin(unused) & every["correction_id"].isna()
    cells = every[is_counted | every.index.isin(near.index)]
    positive = cells.index[cells["online_share_pct"] > 0]
    return evidence("take_up", cells), marks.index[np.isin(_rate_beside(tables), positive)]


@cached
def _rate_beside(tables: Tables) -> np.ndarray:
    """For each of the newest marks, the row of take_up that prints the rate of the same cell; -1 for none."""
    rates = _rates(tables)
    rows = pd.Series(rates.index, index=pd.MultiIndex.from_frame(rates[_KEYS]))
    return rows.reindex(pd.MultiIndex.from_frame(newest_marks(tables)[_KEYS]), fill_value=-1).to_numpy()
