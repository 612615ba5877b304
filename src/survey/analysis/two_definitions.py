"""The same 26 procedures in two publications of two definitions, side by side and never as one series."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from survey.analysis.evidence import evidence
from survey.analysis.groups import Group, Subject
from survey.analysis.marks import as_of, latest_marks, marks_with, newest_indicators
from survey.analysis.memo import cached, cached_recent, members_rows
from survey.errors import NotComputable
from survey.tidy.tables import Tables

# The dashboard prints whole percent: half a point may be rounding.
ROUNDING_PCT = 0.5


@dataclass(frozen=True)
class TwoLists:
    """The dashboard's share of the 26 beside the newer list's marks, for the members that both print.

    ``table``: municipality_code, name_ja, dashboard_share_pct (as printed), list_online_count, list_share_pct,
    looks_lower and looks_higher (the newer share lies below or above the printed one by more than rounding).
    ``left_out`` names the members that one of the two does not print; ``of`` is how many procedures are counted.
    """

    table: pd.DataFrame
    left_out: tuple[str, ...]
    marks: pd.DataFrame
    shares: pd.DataFrame
    of: int

    @property
    def release(self) -> str:
        """The day on which the dashboard was released."""
        return self.shares["edition"].iloc[0]

    @property
    def date(self) -> str:
        """The newer list's date."""
        return as_of(self.marks)

    @property
    def evidence(self) -> pd.DataFrame:
        """The cells behind both."""
        return pd.concat([evidence("indicators", self.shares), evidence("availability", self.marks)])


@cached
def dashboard_shares(tables: Tables) -> pd.DataFrame:
    """Everybody's share of the 26 in the newest edition that prints it: rows of table indicators."""
    rows = newest_indicators(tables, frozenset({"procedures_26_online_share_pct"}))
    return rows[rows["edition"] == rows["edition"].max()]


def two_lists(tables: Tables, subject: Subject) -> TwoLists:
    """Both publications on the 26 procedures for the subject's group, in the order of the newer list.

    Raises:
        NotComputable: one of the two prints nothing for the subject.
    """
    marks_with(tables, subject)
    lists = _of_group(tables, subject.group)
    if subject.code not in set(lists.table["municipality_code"]):
        raise NotComputable("not_in_both_publications", procedures=lists.of)
    return lists


@cached_recent
def _of_group(tables: Tables, group: Group) -> TwoLists:
    codes = group.codes
    marks = latest_marks(tables, group)
    marks = marks[marks["number_26"].notna()]
    of = marks["procedure_id"].nunique()
    shares = members_rows(tables, dashboard_shares, codes)
    online = (marks["status"] == "online").groupby(marks["municipality_code"]).sum()
    members = tables.municipalities[["municipality_code", "name_ja"]]
    members = members[members["municipality_code"].isin(codes)].assign(
        dashboard_share_pct=lambda rows: rows["municipality_code"].map(shares.set_index("municipality_code")["value"]),
        list_online_count=lambda rows: rows["municipality_code"].map(online),
    )
    table = members.dropna().astype({"list_online_count": int})
    table["list_share_pct"] = (table["list_online_count"] / of * 100).round(1)
    table["looks_lower"] = table["list_share_pct"] < table["dashboard_share_pct"] - ROUNDING_PCT
    table["looks_higher"] = table["list_share_pct"] > table["dashboard_share_pct"] + ROUNDING_PCT
    table = table.sort_values(
        ["list_share_pct", "dashboard_share_pct", "municipality_code"], ascending=[False, False, True]
    ).reset_index(drop=True)
    left_out = members[~members["municipality_code"].isin(table["municipality_code"])]
    return TwoLists(table, tuple(left_out["name_ja"]), marks, shares, of)
