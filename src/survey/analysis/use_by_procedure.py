"""Presence, completeness and use of each procedure in a group, side by side and never one figure."""

from __future__ import annotations

import pandas as pd

from survey.analysis import marks as measures
from survey.analysis.completeness import pages_read
from survey.analysis.groups import Group, Subject
from survey.analysis.memo import cached_recent, members_rows
from survey.analysis.rate_flags import doubts, in_words, marks_at, written
from survey.analysis.rates import REAL_USE_PCT, group_rates, latest_rates
from survey.findings import wording
from survey.tidy.tables import Tables


@cached_recent
def rates_by_procedure(tables: Tables, subject: Subject) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Presence, completeness and use by procedure; the group's rates and its marks they come from.

    Columns: those of ``procedures``, ``…_online``, completeness (not_surveyed or surveyed), ``…_pages_read``,
    ``…_paper_or_visit`` (NA where no page was read), ``…_reporting``, ``…_real_use`` and real_use_names_ja (from
    REAL_USE_PCT on, all with their rates, highest first), ``…_left_out`` (rates that a rule of ``doubts`` or a
    correction leaves out of the others), ``…_highest_online_share_pct`` and highest_names_ja (no names at 0 %),
    status_here, online_share_pct and doubts_ja (here). MARK stands at names whose rate wants asking about.
    """
    measures.marks_with(tables, subject)
    table, rows, marks = _in_group(tables, subject.group)
    mine = members_rows(tables, latest_rates, (subject.code,)).set_index("procedure_id")["online_share_pct"]
    in_doubt = doubts(tables, subject.group)
    in_doubt = in_doubt[in_doubt["municipality_code"] == subject.code].set_index("procedure_id")["rule_ids"]
    ids = table["procedure_id"]
    table = table.assign(
        status_here=ids.map(measures.statuses(tables, subject.code)),
        online_share_pct=ids.map(mine),
        doubts_ja=[in_words(in_doubt[name]) if name in in_doubt else "" for name in ids],
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
    listed = measures.counted_by_procedure(tables, group).set_index("procedure_id")
    in_doubt = doubts(tables, group)
    is_left_out = rows.index.isin(in_doubt.index[in_doubt["is_left_out"]]) | rows["correction_id"].notna()
    printed = rows["online_share_pct"].notna()
    counted = rows[printed & ~is_left_out]
    doors = pages_read(tables.channels, group.codes)
    real = counted[counted["online_share_pct"] >= REAL_USE_PCT]
    highest = counted.groupby("procedure_id")["online_share_pct"].max()
    names = measures.places(tables)["name_ja"]
    highest_names = _highest_names(counted, highest, names, in_doubt.index)
    real = real.sort_values(["online_share_pct", "municipality_code"], ascending=[False, True])
    real_names = written(real, names, in_doubt.index).groupby(real["procedure_id"]).agg("、".join)
    table = table.assign(
        highest_names_ja=[highest_names.get(name, "") for name in ids],
        real_use_names_ja=[real_names.get(name, "") for name in ids],
        completeness=ids.isin(doors.index).map({True: "surveyed", False: "not_surveyed"}),
        **{
            "group_online": ids.map(listed["group_online"]).astype("Int64"),
            "group_pages_read": _count(ids, doors["read"]),
            "group_paper_or_visit": ids.map(doors["asking"]).astype("Int64"),
            "group_reporting": _count(ids, rates.set_index("procedure_id")["group_reporting"]),
            "group_real_use": _count(ids, real.groupby("procedure_id").size()),
            "group_left_out": _count(ids, rows[printed & is_left_out].groupby("procedure_id").size()),
            "group_highest_online_share_pct": ids.map(highest),
        },
    )
    table = table.sort_values("number_27", kind="stable").reset_index(drop=True)
    return table, rows, measures.latest_marks(tables, group)


def _count(ids: pd.Series, counts: pd.Series) -> pd.Series:
    return ids.map(counts).fillna(0).astype(int)


def _highest_names(rates: pd.DataFrame, highest: pd.Series, names: pd.Series, marked: pd.Index) -> pd.Series:
    """By procedure, who prints its highest rate, in code order; nobody where that is 0 %."""
    rate = rates["online_share_pct"]
    top = rates[(rate > 0) & (rate == rates["procedure_id"].map(highest))].sort_values("municipality_code")
    named = top["municipality_code"].map(names) + marks_at(top, marked)
    return named.groupby(top["procedure_id"]).agg(lambda found: wording.some(list(found)))
