"""The newest online application rates, nationwide and of the group: what every finding on use is made of."""

from __future__ import annotations

import pandas as pd

from survey.errors import NotComputable
from survey.findings.subject import Subject
from survey.tidy.tables import Tables

# The publication whose rates are compared; another one would be another definition.
RATES_SOURCE = "da_dx_dashboard"
# A median of fewer members says nothing about the group.
FEWEST_REPORTING = 3
# From here on an online application rate counts as real use.
REAL_USE_PCT = 10.0
MOST_BARS = 10
# What nobody printed about the rates' year.
YEAR_INFERRED_JA = (
    "申請率が何年度のものかは資料に印字がありません。都道府県の値が総務省の調査の年度と合うという第三者の照合によるもので、"
    "市区町村も同じ年度と推定しています"
)


def latest_rates(tables: Tables) -> pd.DataFrame:
    """Every municipality's online application rates of the newest fiscal year, blank ones among them.

    Rows and columns are those of table ``take_up``, of the newest edition of RATES_SOURCE.

    Raises:
        NotComputable: no edition of it is stored.
    """
    rows = tables.take_up
    rows = rows[rows["source_id"] == RATES_SOURCE]
    if rows.empty:
        raise NotComputable("オンライン申請率の資料がまだ取り込まれていない")
    rows = rows[rows["fiscal_year"] == rows["fiscal_year"].max()]
    return rows[rows["edition"] == rows["edition"].max()]


def group_rates(tables: Tables, subject: Subject) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The group's latest online application rates by procedure, and the rows they come from.

    Columns: procedure_id, ``…_reporting`` (members that print a rate, zero included, none set aside),
    ``…_median_online_share_pct`` (their median), named after the group's unit.
    """
    rows = latest_rates(tables)
    rows = rows[rows["municipality_code"].isin(subject.group.codes)]
    used = rows[rows["online_share_pct"].notna() & rows["correction_id"].isna()]
    rates = used.groupby("procedure_id")["online_share_pct"].agg(["size", "median"]).reset_index()
    unit = subject.group.unit
    return rates.rename(columns={"size": f"{unit}_reporting", "median": f"{unit}_median_online_share_pct"}), rows
