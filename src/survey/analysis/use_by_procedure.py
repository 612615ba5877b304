"""Presence, completeness and use of each procedure in a group, side by side and never one figure."""

from __future__ import annotations

import pandas as pd

from survey.analysis.completeness import pages_read
from survey.analysis.groups import Group, Subject
from survey.analysis.marks import counted_by_procedure, latest_marks, marks_with, municipalities_by_code, statuses
from survey.analysis.memo import cached_recent, members_rows
from survey.analysis.named_rates import for_each, named_rates
from survey.analysis.rate_flags import rate_flags
from survey.analysis.rates import REAL_USE_PCT, group_rates, latest_rates
from survey.tidy.tables import Tables


@cached_recent
def rates_by_procedure(tables: Tables, subject: Subject) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Presence, completeness and use by procedure; the group's rates and its marks they come from.

    Columns: those of ``procedures``, group_online, completeness (not_surveyed or surveyed), group_pages_read,
    group_paper_or_visit (NA where no page was read), group_reporting, group_real_use and real_use (from REAL_USE_PCT
    on: how many, and all of them as NamedRate, highest first), group_left_out (rates that a rule of ``rate_flags`` or a
    correction leaves out of the others), group_highest_online_share_pct and highest (who prints it, as NamedRate in
    code order; nobody at 0 %), status_here, online_share_pct and rule_ids (of the flags) here.

    Raises:
        NotComputable: see ``marks.marks_with``; no rates are stored.
    """
    marks_with(tables, subject)
    table, rows, marks = _in_group(tables, subject.group)
    mine = members_rows(tables, latest_rates, (subject.code,)).set_index("procedure_id")["online_share_pct"]
    flags = rate_flags(tables, subject.group)
    own_flags = flags[flags["municipality_code"] == subject.code].set_index("procedure_id")["rule_ids"]
    ids = table["procedure_id"]
    table = table.assign(
        status_here=ids.map(statuses(tables, subject.code)),
        online_share_pct=ids.map(mine),
        rule_ids=[own_flags.get(name, "") for name in ids],
    )
    return table, rows, marks


@cached_recent
def _in_group(tables: Tables, group: Group) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """``rates_by_procedure`` without what is the subject's own."""
    rates, rows = group_rates(tables, group)
    table = tables.procedures
    rated = set(rows.loc[rows["online_share_pct"].notna(), "procedure_id"])
    table = table[table["number_27"].notna() | table["procedure_id"].isin(rated)].reset_index(drop=True)
    ids = table["procedure_id"]
    listed = counted_by_procedure(tables, group).set_index("procedure_id")
    flags = rate_flags(tables, group)
    is_left_out = rows.index.isin(flags.index[flags["is_left_out"]]) | rows["correction_id"].notna()
    printed = rows["online_share_pct"].notna()
    counted = rows[printed & ~is_left_out]
    pages = pages_read(tables.channels, group.codes)
    real = counted[counted["online_share_pct"] >= REAL_USE_PCT]
    real = real.sort_values(["online_share_pct", "municipality_code"], ascending=[False, True])
    highest = counted.groupby("procedure_id")["online_share_pct"].max()
    rate = counted["online_share_pct"]
    first = counted[(rate > 0) & (rate == counted["procedure_id"].map(highest))].sort_values("municipality_code")
    table = table.assign(
        highest=for_each(ids, named_rates(first, municipalities_by_code(tables), flags.index)),
        real_use=for_each(ids, named_rates(real, municipalities_by_code(tables), flags.index)),
        completeness=ids.isin(pages.index).map({True: "surveyed", False: "not_surveyed"}),
        group_online=ids.map(listed["group_online"]).astype("Int64"),
        group_pages_read=_count(ids, pages["read"]),
        group_paper_or_visit=ids.map(pages["asking"]).astype("Int64"),
        group_reporting=_count(ids, rates.set_index("procedure_id")["group_reporting"]),
        group_real_use=_count(ids, real.groupby("procedure_id").size()),
        group_left_out=_count(ids, rows[printed & is_left_out].groupby("procedure_id").size()),
        group_highest_online_share_pct=ids.map(highest),
    )
    table = table.sort_values("number_27", kind="stable").reset_index(drop=True)
    return table, rows, latest_marks(tables, group)


def _count(ids: pd.Series, counts: pd.Series) -> pd.Series:
    return ids.map(counts).fillna(0).astype(int)
